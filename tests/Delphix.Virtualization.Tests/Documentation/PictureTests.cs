using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>Pictures of the pages can be drawn.</summary>
[Collection("Documentation")]
public sealed partial class PictureTests
{
    public static TheoryData<string> Pages { get; } = [.. RepositoryFiles.Pages];

    // Mermaid 11 takes what stands before an @ for the name of a link.
    [Theory]
    [MemberData(nameof(Pages))]
    public void Text_with_an_at_sign_is_in_quotes(string page) =>
        Markdown.Fences(RepositoryFiles.Read(page), "mermaid").Where(fence => fence.Text.StartsWith("flowchart", StringComparison.Ordinal))
            .SelectMany(fence => Unquoted().Matches(fence.Text)).Select(match => match.Value).Should().BeEmpty();

    [GeneratedRegex("""[\[({][^\])}"\n]*@[^\])}"\n]*[\])}]""")]
    private static partial Regex Unquoted();
}
