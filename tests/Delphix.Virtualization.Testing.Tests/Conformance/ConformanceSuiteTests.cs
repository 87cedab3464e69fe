using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.Testing.Tests.Conformance;

public sealed class ConformanceSuiteTests
{
    public static TheoryData<string> Rules => new(ConformanceRule.All.Select(rule => rule.Name));

    [Fact]
    public async Task Plugin_that_keeps_the_rules_has_no_faults() => (await FaultsAsync(broken: null)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Plugin_that_breaks_one_rule_in_one_line_has_exactly_that_fault(string rule)
    {
        var faults = await FaultsAsync(rule);

        faults.Select(fault => fault.Rule.Name).Distinct().Should().Equal([rule], string.Join('\n', faults));
        faults.Should().OnlyContain(
            fault => fault.Operation.Length > 0 && fault.Evidence.EndsWith('.') && fault.Rule.Source.StartsWith("docs/"));
    }

    private static Task<IReadOnlyList<ConformanceFault>> FaultsAsync(string? broken)
    {
        CheckedPlugin.Broken.Value = broken;
        // Only what goes on after it was cancelled takes that long.
        var patience = TimeSpan.FromSeconds(broken == "cancels" ? 1 : 60);
        return new ConformanceSuite(CheckedPlugin.Create(), PluginStrategy.Staged, CheckedPlugin.Schemas) { Patience = patience }
            .RunAsync();
    }
}
