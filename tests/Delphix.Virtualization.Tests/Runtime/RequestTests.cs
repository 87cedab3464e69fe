using System.Text.Json.Nodes;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Tests.Samples;
using Microsoft.Extensions.Logging.Testing;
using Moq;

namespace Delphix.Virtualization.Tests.Runtime;

/// <summary>What is refused before the plugin is called.</summary>
public sealed class RequestTests
{
    private readonly FakeLogCollector _log = new();

    [Theory]
    [InlineData("stagedSource.linkedSource.parameters.address", "\"h1\"",
        "'stagedSource.linkedSource.parameters' of the request for linked.preSnapshot breaks the plugin's schema: address must have at "
            + "least 3 character(s).")]
    [InlineData("stagedSource.linkedSource.parameters.port", "70000",
        "'stagedSource.linkedSource.parameters' of the request for linked.preSnapshot breaks the plugin's schema: port must be at most "
            + "65535.")]
    [InlineData("stagedSource.linkedSource.parameters.password", "\"Hunter2hunter\"",
        "'stagedSource.linkedSource.parameters' of the request for linked.preSnapshot breaks the plugin's schema: password must match "
            + "^[a-z]+$; password must have at most 8 character(s).")]
    [InlineData("repository.parameters.nmae", "\"Trees\"",
        "'repository.parameters' of the request for linked.preSnapshot breaks the plugin's schema: nmae is not a known property (known: "
            + "name, toolVersion).")]
    [InlineData("sourceConfig.parameters.path", "\"orders\"",
        "'sourceConfig.parameters' of the request for linked.preSnapshot breaks the plugin's schema: path must be an absolute path "
            + "without NUL characters.")]
    [InlineData("snapshotParameters.parameters.resync", "\"yes\"",
        "'snapshotParameters.parameters' of the request for linked.preSnapshot breaks the plugin's schema: resync must be true or false.")]
    public async Task Value_that_breaks_the_schema_is_refused_without_being_quoted(string path, string value, string message)
    {
        var thrown = await RefusedAsync<SchemaViolationException>("linked.preSnapshot", Sync(), path, value);

        thrown.Message.Should().Be(message);
        thrown.ToString().Should().NotContainAny("h1", "70000", "Hunter2", "\"yes\"");
    }

    [Fact]
    public async Task Value_that_lacks_required_properties_is_refused_with_one_fault_each()
    {
        var thrown = await RefusedAsync<SchemaViolationException>("linked.preSnapshot", Sync(), "sourceConfig.parameters", "{}");

        thrown.Faults.Should().Equal("name is required", "path is required");
    }

    [Theory]
    [InlineData("stagedSource", "'stagedSource' must be an object")]
    [InlineData("stagedSource.linkedSource", "'stagedSource.linkedSource' must be an object")]
    [InlineData("stagedSource.linkedSource.guid", "'stagedSource.linkedSource.guid' must be a string")]
    [InlineData("stagedSource.linkedSource.parameters", "'stagedSource.linkedSource.parameters' must be an object")]
    [InlineData("stagedSource.sourceConnection", "'stagedSource.sourceConnection' must be an object")]
    [InlineData("stagedSource.stagedConnection", "'stagedSource.stagedConnection' must be an object")]
    [InlineData("stagedSource.stagedMount.mountPath", "'stagedSource.stagedMount.mountPath' must be a string")]
    [InlineData("stagedSource.stagedMount.remoteEnvironment", "'stagedSource.stagedMount.remoteEnvironment' must be an object")]
    [InlineData("repository", "'repository' must be an object")]
    [InlineData("repository.parameters", "'repository.parameters' must be an object")]
    [InlineData("sourceConfig", "'sourceConfig' must be an object")]
    public async Task Staged_request_that_lacks_a_part_is_refused(string path, string what) =>
        (await RefusedAsync<PluginRuntimeException>("linked.preSnapshot", Sync(), path, "null"))
            .Message.Should().Be($"The request for linked.preSnapshot is not valid: {what}.");

    [Theory]
    [InlineData("stagedSource", "[]", "'stagedSource' must be an object")]
    [InlineData("stagedSource.linkedSource.guid", "7", "'stagedSource.linkedSource.guid' must be a string")]
    [InlineData("stagedSource.stagedMount", "\"/mnt\"", "'stagedSource.stagedMount' must be an object")]
    [InlineData("stagedSource.stagedMount.sharedPath", "7", "'stagedSource.stagedMount.sharedPath' must be a string")]
    [InlineData("stagedSource.mounts", "{}", "'stagedSource.mounts' must be a list")]
    [InlineData("stagedSource.mounts", "[null]", "'stagedSource.mounts[0]' must be an object")]
    [InlineData("snapshotParameters", "true", "'snapshotParameters' must be an object")]
    [InlineData("snapshotParameters.parameters", "true", "'snapshotParameters.parameters' must be an object")]
    public async Task Request_with_a_part_of_the_wrong_form_is_refused(string path, string value, string what) =>
        (await RefusedAsync<PluginRuntimeException>("linked.preSnapshot", Sync(), path, value))
            .Message.Should().Be($"The request for linked.preSnapshot is not valid: {what}.");

    [Fact]
    public async Task Staged_request_with_one_mount_and_several_is_refused()
    {
        var mounts = Messages.Request("virtualSource")["virtualSource"]!["mounts"]!.ToJsonString();

        (await RefusedAsync<PluginRuntimeException>("linked.preSnapshot", Sync(), "stagedSource.mounts", mounts))
            .Message.Should().Be(
                "The request for linked.preSnapshot is not valid: 'stagedSource' must have 'stagedMount' or 'mounts', not both.");
    }

    [Theory]
    [InlineData("virtualSource.guid", "null", "'virtualSource.guid' must be a string")]
    [InlineData("virtualSource.connection", "null", "'virtualSource.connection' must be an object")]
    [InlineData("virtualSource.parameters", "null", "'virtualSource.parameters' must be an object")]
    [InlineData("virtualSource.mounts", "\"/data\"", "'virtualSource.mounts' must be a list")]
    [InlineData("virtualSource.mounts", "[{}]", "'virtualSource.mounts[0].remoteEnvironment' must be an object")]
    public async Task Virtual_request_with_a_missing_or_wrong_part_is_refused(string path, string value, string what) =>
        (await RefusedAsync<PluginRuntimeException>("virtual.start", Messages.Virtual(), path, value))
            .Message.Should().Be($"The request for virtual.start is not valid: {what}.");

    [Theory]
    [InlineData("directSource.linkedSource", "'directSource.linkedSource' must be an object")]
    [InlineData("directSource.linkedSource.guid", "'directSource.linkedSource.guid' must be a string")]
    [InlineData("directSource.connection", "'directSource.connection' must be an object")]
    public async Task Direct_request_that_lacks_a_part_is_refused(string path, string what)
    {
        var thrown = await RefusedAsync<PluginRuntimeException>(
            "linked.preSnapshot", Messages.Linked("directSource"), path, "null", SampleRuntime.Direct(_log));

        thrown.Message.Should().Be($"The request for linked.preSnapshot is not valid: {what}.");
    }

    [Theory]
    [InlineData("stagedSource.sourceConnection.user")]
    [InlineData("stagedSource.sourceConnection.environment.host.scratchPath")]
    public async Task Connection_that_lacks_a_part_is_refused_by_name(string path)
    {
        var thrown = await RefusedAsync<PluginRuntimeException>("linked.preSnapshot", Sync(), path, "null");

        thrown.Message.Should().StartWith(
            "The request for linked.preSnapshot is not valid: 'stagedSource.sourceConnection' is not a RemoteConnection: ")
            .And.Contain(path.Split('.')[^1]);
    }

    [Fact]
    public async Task Whole_number_beyond_64_bits_is_a_schema_violation()
    {
        var thrown = await RefusedAsync<SchemaViolationException>(
            "linked.preSnapshot", Sync(), "stagedSource.linkedSource.parameters.port", "99999999999999999999999");

        thrown.Faults.Should().Equal("port must be at most 65535", "port must be a whole number (up to 64 bits)");
    }

    [Fact]
    public async Task Request_built_in_memory_is_read_like_one_that_was_parsed()
    {
        var runtime = SampleRuntime.Staged(_log);
        var request = Sync();
        request["stagedSource"]!["linkedSource"]!["parameters"] = new JsonObject
        {
            ["address"] = "db.example",
            ["port"] = 22,
            ["credentials"] = new JsonObject { ["type"] = "NamedPasswordCredential", ["password"] = "p" },
        };

        await runtime.AnswerAsync("linked.preSnapshot", request);

        _log.Lines.Should().ContainSingle().Which.Should().Contain("db.example:22 ");
    }

    [Fact]
    public async Task Null_arguments_are_refused()
    {
        var runtime = SampleRuntime.Staged();
        Func<Task>[] acts =
        [
            () => runtime.InvokeAsync(null!, [], Mock.Of<ILibs>()),
            () => runtime.InvokeAsync("virtual.start", null!, Mock.Of<ILibs>()),
            () => runtime.InvokeAsync("virtual.start", [], null!),
        ];

        foreach (var act in acts)
            await act.Should().ThrowExactlyAsync<ArgumentNullException>();
    }

    private static JsonObject Sync() => Messages.Request("stagedSource", "repository", "sourceConfig", "snapshotParameters");

    private async Task<TException> RefusedAsync<TException>(
        string operation, JsonObject request, string path, string value, PluginRuntime? runtime = null)
        where TException : Exception
    {
        runtime ??= SampleRuntime.Staged(_log);
        var names = path.Split('.');
        names[..^1].Aggregate((JsonNode)request, (node, name) => node[name]!)[names[^1]] = JsonNode.Parse(value);
        var act = () => runtime.AnswerAsync(operation, request);

        var thrown = (await act.Should().ThrowExactlyAsync<TException>()).Which;

        _log.Lines.Should().BeEmpty("the plugin is not called");
        return thrown;
    }
}
