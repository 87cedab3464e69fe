namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>A page of docs/reference with parts that are rendered from the SDK.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Blocks">The parts that it must have, and no others.</param>
internal sealed record ReferencePage(string Name, IReadOnlyList<GeneratedBlock> Blocks)
{
    internal static string[] Names { get; } =
        ["classes.md", "errors.md", "libraries.md", "operations.md", "python-to-csharp.md", "schemas.md"];

    internal string File => Path.Combine(RepositoryFiles.Reference, Name);

    internal static ReferencePage Render(string name) => new(name, [.. name switch
    {
        "classes.md" => ClassBlocks.Render(),
        "errors.md" => ErrorBlocks.Render(),
        "libraries.md" => LibraryBlocks.Render(),
        "operations.md" => OperationBlocks.Render(),
        "python-to-csharp.md" => PythonBlocks.Render(),
        _ => SchemaBlocks.Render(),
    }]);

    /// <summary>The page's text with every block as it should be.</summary>
    internal string Update(string text) => Blocks.Aggregate(text, (page, block) => block.PutInto(page));
}
