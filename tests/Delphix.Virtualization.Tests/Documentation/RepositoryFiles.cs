namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>The repository's own files, found from where the tests run.</summary>
internal static class RepositoryFiles
{
    internal static string Root => Repository.Root;

    internal static string Reference { get; } = Path.Combine(Root, "docs", "reference");

    /// <summary>The pages of the repository's own folder and every page below docs, relative to the root, with forward slashes.</summary>
    internal static IReadOnlyList<string> Pages { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Root, "*.md"))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    internal static string Read(string page) => File.ReadAllText(Path.Combine(Root, page));
}
