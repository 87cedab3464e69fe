using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.Testing.Tests.Conformance;

public sealed class ConformanceSuiteTests
{
    // What follows a comma says which of a rule's sides the plugin breaks.
    public static TheoryData<string> Broken => new([.. ConformanceRule.All.Select(rule => rule.Name), "user-error, later"]);

    [Fact]
    public async Task Plugin_that_keeps_the_rules_has_no_faults() => (await FaultsAsync(broken: null)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Plugin_that_breaks_one_rule_in_one_line_has_exactly_that_fault(string broken)
    {
        var faults = await FaultsAsync(broken);

        faults.Select(fault => fault.Rule.Name).Distinct().Should().Equal([broken.Split(',')[0]], string.Join('\n', faults));
        faults.Should().OnlyContain(
            fault => fault.Operation.Length > 0 && fault.Evidence.EndsWith('.') && fault.Rule.Source.StartsWith("docs/"));
    }

    private static Task<IReadOnlyList<ConformanceFault>> FaultsAsync(string? broken)
    {
        CheckedPlugin.Broken.Value = broken;
        // Only what continues after it was cancelled takes that long.
        var patience = TimeSpan.FromSeconds(broken == "cancels" ? 1 : 60);
        return new ConformanceSuite(CheckedPlugin.Create(), PluginStrategy.Staged, CheckedPlugin.Schemas) { Patience = patience }
            .RunAsync();
    }
}
