using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Analyzers;

public sealed class ParameterTests
{
    private const string Expected =
        "Expected: virtualSource, repository, sourceConfig and, if wanted, CancellationToken cancellationToken.";

    [Theory]
    [InlineData("VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig")]
    [InlineData(
        "SourceConfigDefinition sourceConfig, CancellationToken cancellationToken, RepositoryDefinition repository, VirtualSource "
            + "virtualSource")]
    [InlineData(
        "VirtualSource<VirtualSourceDefinition> virtualSource, RepositoryDefinition? repository, SourceConfigDefinition sourceConfig, "
            + "CancellationToken cancellationToken = default")]
    public async Task Parameters_as_documented_are_fine(string parameters) => (await OfStartAsync(parameters)).Should().BeEmpty();

    [Theory]
    [InlineData("VirtualSource source", "virtualSource")]
    [InlineData("VirtualSource virtualSrc", "virtualSource")]
    [InlineData("SourceConfigDefinition virtualsource", "virtualSource")]
    public async Task Parameter_that_is_unknown_is_dvp010_with_the_nearest_name(string parameter, string nearest)
    {
        var name = parameter.Split(' ')[1];

        (await OfStartAsync($"{parameter}, RepositoryDefinition repository, SourceConfigDefinition sourceConfig")).Should().Equal(
            $"error DVP010 at `{name}`: Ingestion.Start (virtual.start): there is no parameter '{name}'. Did you mean '{nearest}'? "
                + $"{Expected}");
    }

    [Fact]
    public async Task Parameter_that_is_too_many_is_dvp010()
    {
        var lines = await OfStartAsync(
            "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, string extra");

        lines.Should().Equal(
            $"error DVP010 at `extra`: Ingestion.Start (virtual.start): there is no parameter 'extra'. {Expected}");
    }

    [Fact]
    public async Task Parameter_of_an_unexpected_name_and_type_is_dvp010_and_the_expected_one_dvp011()
    {
        (await OfStartAsync("VirtualSource virtualSource, RepositoryDefinition repository, int number")).Should().Equal(
            $"error DVP011 at `Start`: Ingestion.Start (virtual.start): the parameter 'sourceConfig' is missing. {Expected}",
            $"error DVP010 at `number`: Ingestion.Start (virtual.start): there is no parameter 'number'. {Expected}");
    }

    [Fact]
    public async Task Parameters_that_are_missing_are_dvp011_each()
    {
        (await OfStartAsync("VirtualSource virtualSource")).Should().Equal(
            $"error DVP011 at `Start`: Ingestion.Start (virtual.start): the parameter 'repository' is missing. {Expected}",
            $"error DVP011 at `Start`: Ingestion.Start (virtual.start): the parameter 'sourceConfig' is missing. {Expected}");
    }

    [Theory]
    [InlineData(
        "Virtual.Start",
        "VirtualSource<SnapshotDefinition> virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig",
        "VirtualSource<SnapshotDefinition>", "virtual.start", "virtualSource", "VirtualSource")]
    [InlineData(
        "Virtual.Stop", "VirtualSource virtualSource, SourceConfigDefinition repository, SourceConfigDefinition sourceConfig",
        "SourceConfigDefinition", "virtual.stop", "repository", "RepositoryDefinition")]
    [InlineData(
        "Linked.StartStaging", "StagedSource stagedSource, RepositoryDefinition repository, string sourceConfig", "string",
        "linked.startStaging", "sourceConfig", "SourceConfigDefinition")]
    [InlineData(
        "Linked.StartStaging", "DirectSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig",
        "DirectSource", "linked.startStaging", "stagedSource", "StagedSource")]
    [InlineData(
        "Linked.PreSnapshot",
        "StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, bool? optionalSnapshotParameters",
        "bool?", "linked.preSnapshot", "optionalSnapshotParameters", "SnapshotParametersDefinition?")]
    [InlineData(
        "Virtual.Start",
        "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, string cancellationToken",
        "string", "virtual.start", "cancellationToken", "CancellationToken")]
    [InlineData(
        "Virtual.Start", "VirtualSource virtualSource, CancellationToken repository, SourceConfigDefinition sourceConfig",
        "CancellationToken", "virtual.start", "repository", "RepositoryDefinition")]
    public async Task Parameter_of_the_wrong_type_is_dvp012(
        string attribute, string parameters, string written, string operation, string name, string expected)
    {
        var actual = written == "DirectSource" ? "DirectSource<LinkedSourceDefinition>" : written;

        (await AnalyzedCode.OfMethodAsync($"[{attribute}] public void Run({parameters}) {{ }}")).Should().Equal(
            $"error DVP012 at `{written}`: Ingestion.Run ({operation}): the parameter '{name}' must be {expected}, not {actual}");
    }

    [Fact]
    public async Task Parameter_by_reference_is_dvp012()
    {
        (await OfStartAsync("VirtualSource virtualSource, ref RepositoryDefinition repository, SourceConfigDefinition sourceConfig"))
            .Should().Equal(
            "error DVP012 at `RepositoryDefinition`: Ingestion.Start (virtual.start): the parameter 'repository' must be "
                + "RepositoryDefinition, not ref RepositoryDefinition");
    }

    [Fact]
    public async Task Connection_of_the_wrong_type_is_dvp012()
    {
        var lines = await AnalyzedCode.OfMethodAsync(
            "[Discovery.Repository] public List<RepositoryDefinition> Find(RemoteEnvironment sourceConnection) => [];");

        lines.Should().Equal(
            "error DVP012 at `RemoteEnvironment`: Ingestion.Find (discovery.repository): the parameter 'sourceConnection' must be "
                + "RemoteConnection, not RemoteEnvironment");
    }

    [Fact]
    public async Task OldData_of_the_wrong_type_is_dvp012()
    {
        var lines = await AnalyzedCode.OfMethodAsync(
            "[Upgrade.Repository(\"1\")] public JsonObject Migrate(RepositoryDefinition oldRepository) => [];");

        lines.Should().Equal(
            "error DVP012 at `RepositoryDefinition`: Ingestion.Migrate (upgrade.repository): the parameter 'oldRepository' must be "
                + "JsonObject, not RepositoryDefinition");
    }

    [Fact]
    public async Task CancellationToken_of_another_name_is_dvp014()
    {
        var lines = await OfStartAsync(
            "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken token");

        lines.Should().Equal(
            "error DVP014 at `token`: Ingestion.Start (virtual.start): there is no parameter 'token'. The CancellationToken must be named "
                + "cancellationToken.");
    }

    [Fact]
    public async Task CancellationToken_that_is_the_second_is_dvp010()
    {
        (
            await OfStartAsync(
                "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken "
                    + "cancellationToken, CancellationToken token"))
            .Should().Equal($"error DVP010 at `token`: Ingestion.Start (virtual.start): there is no parameter 'token'. {Expected}");
    }

    [Fact]
    public async Task Diagnostic_of_a_parameter_is_at_its_line_and_column()
    {
        var code = new AnalyzedCode(
            """
            public static class Provisioning
            {
                [Virtual.MountSpecification]
                public static MountSpecification Mounts(
                    VirtualSource virtualSource,
                    RepositoryDefinition repo) => throw new NotSupportedException();
            }
            """);

        (await code.DiagnosticsAsync()).Select(diagnostic => diagnostic.ToString()).Should().Contain(
            "Code0.cs(6,30): error DVP010: Provisioning.Mounts (virtual.mountSpecification): there is no parameter 'repo'. "
            + "Did you mean 'repository'? Expected: virtualSource, repository and, if wanted, CancellationToken cancellationToken.");
    }

    [Fact]
    public async Task Parameter_whose_type_the_compiler_does_not_know_is_left_to_the_compiler()
    {
        var code = new AnalyzedCode(
            AnalyzedCode.InClass(
                "[Virtual.Start] public void Start(Unknown virtualSource, VirtualSource<Missing> repository, List<Missing> sourceConfig) "
                    + "{ }"),
            AnalyzedCode.Adding("Ingestion"));

        (await code.LinesAsync(mayHaveErrors: true)).Should().BeEmpty();
    }

    [Fact]
    public async Task Method_with_two_operations_is_checked_for_both()
    {
        var lines = await AnalyzedCode.OfMethodAsync(
            "[Virtual.Start, Virtual.Initialize] public void Run(VirtualSource virtualSource, RepositoryDefinition repository) { }");

        lines.Should().Equal(
            "error DVP013 at `void`: Ingestion.Run (virtual.initialize): must return a SourceConfigDefinition, not void",
            $"error DVP011 at `Run`: Ingestion.Run (virtual.start): the parameter 'sourceConfig' is missing. {Expected}");
    }

    private static Task<IReadOnlyList<string>> OfStartAsync(string parameters) =>
        AnalyzedCode.OfMethodAsync($"[Virtual.Start] public void Start({parameters}) {{ }}");
}
