using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>The XML docs that authors see in their editors agree with the operation table.</summary>
[Collection("Documentation")]
public sealed partial class XmlDocumentationTests
{
    public static TheoryData<string> Operations { get; } = [.. OperationBlocks.Operations.Select(rows => rows.Key)];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Attribute_documentation_begins_with_the_parameters_of_the_table(string operation)
    {
        var rows = OperationBlocks.Operations.Single(rows => rows.Key == operation).ToList();
        var takes = XmlDocs.Remarks(OperationBlocks.AttributeOf(rows[0]))[0];

        takes.Should().StartWith("Takes ");
        Code().Matches(takes.Split(';')[0]).SelectMany(match => match.Groups[1].Value.Split(", "))
            .Should().BeEquivalentTo(rows.SelectMany(row => row.Parameters).Select(parameter => parameter.Name).Distinct());
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Attribute_documentation_says_where_one_strategy_is_meant(string operation)
    {
        var rows = OperationBlocks.Operations.Single(rows => rows.Key == operation).ToList();
        var text = string.Join(' ', XmlDocs.Remarks(OperationBlocks.AttributeOf(rows[0])));

        text.Contains("Staged plugins only.", StringComparison.Ordinal).Should().Be(OperationBlocks.StrategyOf(rows) == "staged");
    }

    [Fact]
    public void Workflows_and_other_calls_have_every_operation_and_no_unknown_one() =>
        DocumentedWorkflow.All.SelectMany(workflow => workflow.Operations).Concat(DocumentedWorkflow.OtherCalls.Keys).Distinct()
            .Should().BeEquivalentTo(OperationBlocks.Operations.Select(rows => rows.Key));

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
