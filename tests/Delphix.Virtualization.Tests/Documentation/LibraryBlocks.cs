using System.Reflection;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>What libraries.md has of the platform libraries.</summary>
internal static class LibraryBlocks
{
    internal static IReadOnlyList<MethodInfo> Libraries { get; } = [.. typeof(ILibs).GetMethods().OrderBy(method => method.MetadataToken)];

    internal static IEnumerable<GeneratedBlock> Render() =>
    [
        new("libraries", Markdown.Table(
            ["call", "documented", "what it does", "returns"],
            Libraries.Select(
                method => new[]
                {
                    $"[`{method.Name}`](#{Markdown.Anchor(method.Name)})",
                    Markdown.Code(DocumentedNameOf(method)),
                    XmlDocs.Summary(method),
                    Result(method),
                }))),
        new("rules", string.Join("\n\n", XmlDocs.Remarks(typeof(ILibs)))),
        .. Libraries.Select(method => new GeneratedBlock(method.Name, Describe(method))),
    ];

    /// <summary>The public SDK's name of a library.</summary>
    internal static string DocumentedNameOf(MethodInfo method) =>
        CSharpNames.Snake(method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name[..^"Async".Length] : method.Name);

    private static string Describe(MethodInfo method) => string.Join("\n\n",
    [
        XmlDocs.Summary(method) + (XmlDocs.Returns(method) is { } returns ? $" Returns {Result(method)}: {returns}" : ""),
        Markdown.Table(["argument", "C# type", "default", "what it is"], method.GetParameters().Select(parameter => new[]
        {
            Markdown.Code(parameter.Name!),
            Markdown.Code(CSharpNames.Of(parameter)),
            CSharpNames.DefaultOf(parameter) is { } value ? Markdown.Code(value) : "required",
            XmlDocs.Parameter(parameter),
        })),
        Markdown.Table(
            ["throws", "when"], XmlDocs.Exceptions(method).Select(thrown => new[] { TypeLinks.ToMarkdown(thrown.Name), thrown.When })),
    ]);

    private static string Result(MethodInfo method)
    {
        var type = method.ReturnType == typeof(Task)
            ? typeof(void)
            : method.ReturnType.IsGenericType ? method.ReturnType.GenericTypeArguments[0] : method.ReturnType;
        return type == typeof(void) ? "nothing" : TypeLinks.ToMarkdown(CSharpNames.Plain(type));
    }
}
