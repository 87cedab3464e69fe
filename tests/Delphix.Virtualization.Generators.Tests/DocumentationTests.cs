using System.Reflection;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Tests;

/// <summary>
/// docs/reference/diagnostics.md describes exactly the diagnostics that there are, and its examples are what they are said to be.
/// </summary>
public sealed partial class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "diagnostics.md"))
        .ReplaceLineEndings("\n");

    private static readonly DiagnosticDescriptor[] Descriptors =
        [.. typeof(DiagnosticDescriptors).GetFields(BindingFlags.Public | BindingFlags.Static).Select(
            field => (DiagnosticDescriptor)field.GetValue(null)!)];

    public static TheoryData<string> Ids { get; } = [.. Descriptors.Select(descriptor => descriptor.Id)];

    [Fact]
    public void Entries_are_the_descriptors_in_order() =>
        Heading().Matches(Page).Select(heading => heading.Value).Should().Equal(
            Descriptors.OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal)
                .Select(descriptor => $"## {descriptor.Id}: {descriptor.Title}"));

    [Fact]
    public void Descriptors_have_their_own_ids() => Descriptors.Select(descriptor => descriptor.Id).Should().OnlyHaveUniqueItems();

    [Theory]
    [MemberData(nameof(Ids))]
    public void Entry_says_what_why_and_how_to_fix(string id)
    {
        var entry = Entry(id);

        Label().Matches(entry).Select(label => label.Groups[1].Value).Should().Equal("What", "Why", "Wrong", "Right", "Fix");
        var isWarning = Descriptors.Single(descriptor => descriptor.Id == id).DefaultSeverity == DiagnosticSeverity.Warning;
        entry.Contains("**What** (warning): ", StringComparison.Ordinal).Should().Be(isWarning);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Examples_are_wrong_and_right(string id)
    {
        var entry = Entry(id);
        var right = entry.IndexOf("**Right**", StringComparison.Ordinal);

        (await ReportedAsync(id, entry[..right])).Should().NotBeEmpty().And.OnlyContain(reported => reported == id);
        (await ReportedAsync(id, entry[right..])).Should().BeEmpty();
    }

    private static string Entry(string id)
    {
        var start = Page.IndexOf($"## {id}: ", StringComparison.Ordinal);
        var end = Page.IndexOf("\n## ", start, StringComparison.Ordinal);
        return end < 0 ? Page[start..] : Page[start..end];
    }

    private static async Task<IReadOnlyList<string>> ReportedAsync(string id, string text)
    {
        var examples = Example().Matches(text)
            .ToDictionary(example => example.Groups["language"].Value, example => example.Groups["code"].Value);
        if (examples.TryGetValue("json", out var schema))
            return [.. new PluginProject(schema.StartsWith('{') ? schema : Complete(schema)).Run().Diagnostics
                .Select(diagnostic => diagnostic.Id)];
        var found = await new AnalyzedCode([("Example.cs", examples["csharp"])], examples.GetValueOrDefault("yaml")).DiagnosticsAsync();
        // Examples are not complete plugins. So DVP018 and DVP026, which need one, count only in their own entries.
        return [.. found.Select(diagnostic => diagnostic.Id).Where(found => found == id || found is not ("DVP018" or "DVP026"))];
    }

    private static string Complete(string linkedSource) => $$"""
        {
          {{SchemaSamples.Identified}},
          "virtualSourceDefinition": { "type": "object" }, "snapshotDefinition": { "type": "object" }, {{SchemaSamples.SnapshotParameters}},
          {{linkedSource}}
        }
        """;

    [GeneratedRegex("^## .*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\*\*(\w+)\*\*", RegexOptions.Multiline)]
    private static partial Regex Label();

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
