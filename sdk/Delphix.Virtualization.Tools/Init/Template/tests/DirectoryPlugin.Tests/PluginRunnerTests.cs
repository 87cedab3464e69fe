using System.Text.Json.Nodes;
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

    [Fact]
    public void Plugin_has_all_required_operations() => Runtime.MissingOperations.Should().BeEmpty();

    // As an engine calls it: what goes in and what comes out is checked against the schema.
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
        (await AskAsync(operation)).Should().NotBeNull();
    }

    [Fact]
    public async Task Host_has_one_repository() =>
        (await AskAsync("discovery.repository"))["repositories"]!.AsArray().Should().ContainSingle();

    [Fact]
    public async Task Vdb_is_mounted_on_its_host()
    {
        var host = Samples.Request("virtual.mountSpecification")["virtualSource"]!["connection"]!["environment"]!;

        var specification = await AskAsync("virtual.mountSpecification");

        var mount = specification["mounts"]!.AsArray().Should().ContainSingle().Which!;
        mount["remoteEnvironment"]!["reference"]!.ToString().Should().Be(host["reference"]!.ToString());
    }

    [Fact]
    public async Task Vdb_keeps_its_source_config_when_it_is_rolled_back()
    {
        var configured = await AskAsync("virtual.configure");

        (await AskAsync("virtual.reconfigure", request => request["sourceConfig"] = configured["sourceConfig"]!.DeepClone()))
            .ToJsonString().Should().Be(configured.ToJsonString());
    }

    private static async Task<JsonNode> AskAsync(string operation, Action<JsonObject>? change = null)
    {
        var response = await Runtime.InvokeAsync(operation, Samples.Request(operation, change), new FakeLibs(Answer));
        return response["returnValue"]!;
    }

    // What hosts answer to scripts. An operation that reads an output needs that output here: call.Command is the script.
    private static RunResult Answer(LibraryCall call) => new(0, "", "");
}
