using System.Text.RegularExpressions;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Contract;

/// <summary>docs/reference/ingestion.md promises nothing that no test proves.</summary>
public sealed partial class IngestionPageTests
{
    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        var methods = Directory.EnumerateFiles(RepositoryFiles.Path("tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Method().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToHashSet();
        var named = TestName().Matches(RepositoryFiles.Read("docs", "reference", "ingestion.md")).Select(match => match.Groups[1].Value)
            .ToList();

        named.Should().HaveCountGreaterThan(40);
        named.Where(name => !methods.Contains(name)).Should().BeEmpty();
    }

    [GeneratedRegex(@"public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"`([A-Z][A-Za-z0-9]*_\w+)`")]
    private static partial Regex TestName();
}
