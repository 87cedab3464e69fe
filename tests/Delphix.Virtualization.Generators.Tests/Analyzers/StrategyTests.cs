using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Analyzers;

public sealed class StrategyTests
{
    private const string Rest = "RepositoryDefinition repository, SourceConfigDefinition sourceConfig";
    private const string Staged = $"[Linked.SourceSize] public long Size(StagedSource stagedSource, {Rest}) => 1;";
    private const string Direct = $"[Linked.SourceSize] public long Size(DirectSource directSource, {Rest}) => 1;";
    private const string Worker = $"[Linked.Worker] public void Watch(StagedSource stagedSource, {Rest}) {{ }}";
    private const string DirectPreSnapshot =
        $"[Linked.PreSnapshot] public void Copy(DirectSource directSource, {Rest}, SnapshotParametersDefinition? "
            + $"optionalSnapshotParameters) {{ }}";

    [Theory]
    [InlineData(Staged + Worker, null)]
    [InlineData(Staged + Worker, "pluginType: STAGED")]
    [InlineData(Direct + DirectPreSnapshot, null)]
    [InlineData(Direct + DirectPreSnapshot, "id: x\r\npluginType: \"DIRECT\" # the engine copies\r\n")]
    public async Task Plugin_of_one_strategy_is_fine(string methods, string? config) =>
        (await AnalyzedCode.OfMethodAsync(methods, config)).Should().BeEmpty();

    [Fact]
    public async Task StagedOperation_of_a_configured_direct_plugin_is_dvp016()
    {
        (await AnalyzedCode.OfMethodAsync(Worker, "name: x\npluginType: DIRECT\n")).Should().Equal(
            "error DVP016 at `Linked.Worker`: Ingestion.Watch (linked.worker): a Direct plugin does not have this operation. "
                + "plugin_config.yml says pluginType: DIRECT.");
    }

    [Fact]
    public async Task StagedOperation_of_a_plugin_that_is_direct_elsewhere_is_dvp016()
    {
        (await AnalyzedCode.OfMethodAsync(DirectPreSnapshot + Direct + Worker)).Should().Equal(
            "error DVP016 at `Linked.Worker`: Ingestion.Watch (linked.worker): a Direct plugin does not have this operation. "
                + "Ingestion.Copy takes directSource.");
    }

    [Fact]
    public async Task Source_of_the_other_strategy_is_dvp017()
    {
        (await AnalyzedCode.OfMethodAsync(Direct, "pluginType: STAGED")).Should().Equal(
            "error DVP017 at `directSource`: Ingestion.Size (linked.sourceSize): the parameter 'directSource' belongs to a Direct plugin, "
                + "and this is a Staged plugin. "
            + "plugin_config.yml says pluginType: STAGED.");
    }

    [Fact]
    public async Task Mix_without_configuration_is_dvp017_where_the_fewer_are()
    {
        (await AnalyzedCode.OfMethodAsync(DirectPreSnapshot + Worker + Staged)).Should().Equal(
            "error DVP017 at `directSource`: Ingestion.Copy (linked.preSnapshot): the parameter 'directSource' belongs to a Direct "
                + "plugin, and this is a Staged plugin. "
            + "Ingestion.Watch takes stagedSource.");
        (await AnalyzedCode.OfMethodAsync(DirectPreSnapshot + Staged)).Should().Equal(
            "error DVP017 at `stagedSource`: Ingestion.Size (linked.sourceSize): the parameter 'stagedSource' belongs to a Staged plugin, "
                + "and this is a Direct plugin. "
            + "Ingestion.Copy takes directSource.");
    }

    [Theory]
    [InlineData("# pluginType: DIRECT")]
    [InlineData("other:\n  pluginType: DIRECT")]
    [InlineData("pluginType: direct")]
    [InlineData("")]
    public async Task Configuration_that_does_not_say_the_strategy_is_as_if_it_were_not_there(string config) =>
        (await AnalyzedCode.OfMethodAsync(Staged + Worker, config)).Should().BeEmpty();

    [Fact]
    public async Task StagedOperation_without_its_source_shows_that_the_plugin_is_staged()
    {
        (await AnalyzedCode.OfMethodAsync($"[Linked.Worker] public void Watch({Rest}) {{ }}")).Should().Equal(
            "error DVP011 at `Watch`: Ingestion.Watch (linked.worker): the parameter 'stagedSource' is missing. "
            + "Expected: stagedSource, repository, sourceConfig and, if wanted, CancellationToken cancellationToken.");
    }
}
