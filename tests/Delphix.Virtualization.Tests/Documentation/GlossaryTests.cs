using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>The glossary has each word that the tutorial and the concepts introduce, in alphabetical order.</summary>
[Collection("Documentation")]
public sealed partial class GlossaryTests
{
    private static readonly string Glossary = RepositoryFiles.Read("docs/glossary.md");

    [Fact]
    public void Words_that_pages_introduce_are_in_the_glossary() =>
        RepositoryFiles.Pages.Where(page => page.StartsWith("docs/tutorial/", StringComparison.Ordinal) || page == "docs/concepts.md")
            .SelectMany(page => Bold().Matches(RepositoryFiles.Read(page)).Select(match => match.Groups[1].Value))
            // Screens of an appliance are no words of the platform.
            .Where(word => !word.Contains('›', StringComparison.Ordinal))
            .Select(Singular).Should().BeSubsetOf(Words());

    [Fact]
    public void Terms_are_in_alphabetical_order()
    {
        var terms = Row().Matches(Glossary).Select(match => match.Groups[1].Value).ToList();

        terms.Should().NotBeEmpty().And.Equal(terms.Order(StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Words() => Bold().Matches(Glossary).Select(match => Singular(match.Groups[1].Value));

    private static string Singular(string word) => word.EndsWith("migrations", StringComparison.Ordinal) ? word[..^1] : word;

    [GeneratedRegex(@"\*\*([^*\n]+)\*\*")]
    private static partial Regex Bold();

    // The first bold word of a row is what it is sorted by.
    [GeneratedRegex(@"^\| [^*|]*\*\*([^*]+)\*\*", RegexOptions.Multiline)]
    private static partial Regex Row();
}
