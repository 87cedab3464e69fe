namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>Which page of the reference describes a type.</summary>
internal static class TypeLinks
{
    private static readonly Dictionary<string, string> Pages = ClassBlocks.Types.Select(type => (type, "classes.md"))
        .Concat(ErrorBlocks.Types.Select(type => (type, "errors.md")))
        .ToDictionary(pair => CSharpNames.Plain(pair.Item1), pair => pair.Item2);

    /// <summary>A type's or member's name, as a link where the reference describes it.</summary>
    internal static string ToMarkdown(string name)
    {
        var type = name.TrimEnd('?');
        if (Pages.TryGetValue(type, out var page))
            return $"[`{name}`]({page}#{Markdown.Anchor(type)})";
        if (type.EndsWith("Definition", StringComparison.Ordinal))
            return $"[`{name}`](schemas.md#from-schema-to-classes)";
        return name.StartsWith("PlatformLimits.", StringComparison.Ordinal) ? $"[`{name}`](errors.md#limits)" : Markdown.Code(name);
    }
}
