using Delphix.Virtualization;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace DirectoryPlugin.Tests;

public sealed class PluginRunnerTests
{
#if STAGED
    private const PluginStrategy Strategy = PluginStrategy.Staged;
#endif
#if DIRECT
    private const PluginStrategy Strategy = PluginStrategy.Direct;
#endif

    private static readonly PluginSchemas Schemas =
        PluginSchemas.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schema.json")));

    private static readonly PluginRuntime Runtime = new(PluginRunner.Plugin, Strategy, Schemas);

    // Values and requests that fit the schema, also when it changes; a test sets only what it is about.
    private static readonly SampleRequests Samples = new(Schemas, Strategy);

    private static readonly RemoteConnection Host = SampleRequests.Connection();

    private static readonly VirtualSource<VirtualSourceDefinition> Vdb =
        new("guid", Host, Samples.Values<VirtualSourceDefinition>(), []);

    private static readonly RepositoryDefinition Repository = PluginRunner.FindRepositories(Host)[0];

    [Fact]
    public void Plugin_has_all_required_operations() => Runtime.MissingOperations.Should().BeEmpty();

    // As an engine calls it: what goes in and what comes out is checked against the schema. FakeLibs answers for scripts.
    [Theory]
    [InlineData("discovery.repository")]
    [InlineData("discovery.sourceConfig")]
    [InlineData("linked.postSnapshot")]
    [InlineData("virtual.mountSpecification")]
    [InlineData("virtual.configure")]
    [InlineData("virtual.reconfigure")]
    [InlineData("virtual.postSnapshot")]
    public async Task Operation_answers_an_engine(string operation)
    {
        var response = await Runtime.InvokeAsync(operation, Samples.Request(operation), new FakeLibs());

        response["returnValue"].Should().NotBeNull();
    }

    [Fact]
    public void Host_has_one_repository() => PluginRunner.FindRepositories(Host).Should().ContainSingle();

    [Fact]
    public void Vdb_is_mounted_on_its_host() =>
        PluginRunner.MountVdb(Vdb, Repository).Mounts.Should().ContainSingle().Which.RemoteEnvironment.Should().Be(Host.Environment);

    [Fact]
    public void Vdb_keeps_its_source_config_when_it_is_rolled_back()
    {
        var configured = PluginRunner.Configure(Vdb, new SnapshotDefinition(), Repository);

        PluginRunner.Reconfigure(Vdb, Repository, configured, new SnapshotDefinition()).Should().Be(configured);
    }
}
