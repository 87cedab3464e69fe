namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>Which page of the reference describes a type.</summary>
internal static class TypeLinks
{
    private static readonly Dictionary<string, string> Pages = ClassBlocks.Types.Select(type => (type, "classes.md"))
        .Concat(ErrorBlocks.Types.Select(type => (type, "errors.md")))
        .ToDictionary(pair => CSharpNames.Plain(pair.Item1), pair => pair.Item2);

    /// <summary>A type's or member's name, as a link where the reference describes it.</summary>
    internal static string ToMarkdown(string name) => Pages.TryGetValue(name, out var page)
        ? $"[`{name}`]({page}#{Markdown.Anchor(name)})"
        : name.StartsWith("PlatformLimits.", StringComparison.Ordinal) ? $"[`{name}`](errors.md#limits)" : Markdown.Code(name);
}
