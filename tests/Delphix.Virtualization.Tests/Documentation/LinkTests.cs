namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>Links of the repository's pages lead somewhere.</summary>
[Collection("Documentation")]
public sealed class LinkTests
{
    public static TheoryData<string> Pages { get; } = [.. RepositoryFiles.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Relative_links_of_a_page_lead_to_a_file_and_a_heading(string page)
    {
        var faults = Markdown.Links(RepositoryFiles.Read(page))
            .Where(link => !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal))
            .Select(link => FaultOf(page, link)).OfType<string>();

        faults.Should().BeEmpty();
    }

    [Theory]
    [InlineData("README.md", "docs/nothing.md", "README.md links to docs/nothing.md, which does not exist.")]
    [InlineData(
        "README.md", "docs/reference/operations.md#nothing",
        "README.md links to docs/reference/operations.md#nothing, a heading which does not exist.")]
    [InlineData(
        "docs/reference/operations.md", "#nothing", "docs/reference/operations.md links to #nothing, a heading which does not exist.")]
    [InlineData("README.md", "../outside", "README.md links to ../outside, which is not in the repository.")]
    [InlineData("docs/reference/operations.md", "classes.md#stagedsource", null)]
    public void Link_is_judged_by_file_and_heading(string page, string link, string? fault) => FaultOf(page, link).Should().Be(fault);

    private static string? FaultOf(string page, string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0
            ? Path.Combine(RepositoryFiles.Root, page)
            : Path.GetFullPath(Path.Combine(RepositoryFiles.Root, Path.GetDirectoryName(page)!, Uri.UnescapeDataString(parts[0])));
        if (!target.StartsWith(RepositoryFiles.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return $"{page} links to {link}, which is not in the repository.";
        if (!Path.Exists(target))
            return $"{page} links to {link}, which does not exist.";
        return parts.Length == 1
            || !target.EndsWith(".md", StringComparison.Ordinal)
            || Markdown.Anchors(File.ReadAllText(target)).Contains(parts[1])
            ? null
            : $"{page} links to {link}, a heading which does not exist.";
    }
}
