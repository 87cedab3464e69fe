using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Runtime;

/// <summary>What is refused after the plugin was called.</summary>
public sealed class ResponseTests
{
    [Theory]
    [InlineData("discovery.repository", "its result is null, not a list of RepositoryDefinition")]
    [InlineData("discovery.sourceConfig", "item 1 of its result is null, not a SourceConfigDefinition")]
    [InlineData("linked.postSnapshot", "its result is null, not a SnapshotDefinition")]
    [InlineData("linked.mountSpecification", "its result is null, not a MountSpecification")]
    [InlineData("linked.status", "its result is null, not a Status")]
    [InlineData("linked.sourceSize", "its result is null, not the size in bytes (long)")]
    [InlineData("virtual.configure", "its result is null, not a SourceConfigDefinition")]
    public async Task Null_in_place_of_a_result_is_refused(string operation, string what)
    {
        var runtime = SampleRuntime.Create<Nulls>();

        (await WrongValueAsync(runtime, operation)).Should().Be($"The plugin's operation {operation} returned a wrong value: {what}.");
    }

    [Fact]
    public async Task Definition_that_breaks_the_schema_is_refused()
    {
        var runtime = SampleRuntime.Create<BadDefinitions>();

        (await ViolationAsync(runtime, "virtual.postSnapshot"))
            .Should().Be("virtual.postSnapshot: its result breaks the plugin's schema: label must have at most 200 character(s).");
        (await ViolationAsync(runtime, "virtual.configure"))
            .Should().Be("virtual.configure: its result breaks the plugin's schema: path must be an absolute path without NUL characters.");
        (await ViolationAsync(runtime, "discovery.repository"))
            .Should().Be("discovery.repository: item 1 of its result breaks the plugin's schema: name must have at least 1 character(s).");
    }

    [Fact]
    public async Task Empty_list_is_a_result()
    {
        var runtime = SampleRuntime.Create<BadDefinitions>();

        (await runtime.AnswerAsync("discovery.sourceConfig", Everything())).Should().Be("""{"returnValue":{"sourceConfigs":[]}}""");
    }

    [Theory]
    [InlineData("no list", "its mount specification has null in place of a mount, or of the list of them")]
    [InlineData("null", "its mount specification has null in place of a mount, or of the list of them")]
    [InlineData("/a,null", "its mount specification has null in place of a mount, or of the list of them")]
    [InlineData("/a,b/c", "the mount path 'b/c' is not absolute")]
    [InlineData("b", "the mount path 'b' is not absolute")]
    [InlineData("~/b", "the mount path '~/b' is not absolute")]
    [InlineData(@"b\c", @"the mount path 'b\c' is not absolute")]
    [InlineData(@"C:", "the mount path 'C:' is not absolute")]
    [InlineData(@"C:b", "the mount path 'C:b' is not absolute")]
    [InlineData(@"1:\b", @"the mount path '1:\b' is not absolute")]
    [InlineData(@"\b", @"the mount path '\b' is not absolute")]
    [InlineData(@"\\server", @"the mount path '\\server' is not absolute")]
    [InlineData(@"\\server\", @"the mount path '\\server\' is not absolute")]
    [InlineData(@"\\\share", @"the mount path '\\\share' is not absolute")]
    [InlineData(" /b", "the mount path ' /b' is not absolute")]
    public async Task Mount_specification_of_the_wrong_form_is_refused(string mounts, string what)
    {
        var runtime = SampleRuntime.Create<AsAsked>();

        foreach (var operation in new[] { "linked.mountSpecification", "virtual.mountSpecification" })
            (await WrongValueAsync(runtime, operation, mounts))
                .Should().Be($"The plugin's operation {operation} returned a wrong value: {what}.");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/a b")]
    [InlineData(@"C:\")]
    [InlineData(@"C:\Program Files\x")]
    [InlineData("d:/x")]
    [InlineData(@"\\server\share")]
    [InlineData(@"\\server\share\x")]
    [InlineData(@"\\10.0.0.1/share")]
    public async Task Mount_path_that_is_absolute_on_unix_or_windows_is_answered_as_it_is(string path)
    {
        var runtime = SampleRuntime.Create<AsAsked>();

        foreach (var (operation, mount) in new[] { ("linked.mountSpecification", "stagedMount"), ("virtual.mountSpecification", "mounts") })
        {
            var answer = JsonNode.Parse(await runtime.AnswerAsync(operation, Everything(path)))!["returnValue"]![mount]!;
            (answer is JsonArray mounts ? mounts.Single()! : answer)["mountPath"]!.GetValue<string>().Should().Be(path);
        }
    }

    [Fact]
    public async Task Vdb_may_have_no_mount_and_a_staged_dsource_may_not()
    {
        var runtime = SampleRuntime.Create<AsAsked>();

        (await runtime.AnswerAsync("virtual.mountSpecification", Everything())).Should().Be("""{"returnValue":{"mounts":[]}}""");
        (await WrongValueAsync(runtime, "linked.mountSpecification")).Should().Be(
            "The plugin's operation linked.mountSpecification returned a wrong value: its mount specification lists no mount, but a "
                + "dSource that is staged needs one.");
    }

    [Fact]
    public async Task Mount_specification_of_several_staged_mounts_answers_them_as_mounts()
    {
        var runtime = SampleRuntime.Create<AsAsked>();

        (await runtime.AnswerAsync("linked.mountSpecification", Everything("/a,/b|part"))).Should().Be(
            $$$"""{"returnValue":{"mounts":[{"remoteEnvironment":{{{Messages.TargetEnvironment}}},"mountPath":"/a"},"""
                + $$$"""{"remoteEnvironment":{{{Messages.TargetEnvironment}}},"mountPath":"/b","sharedPath":"part"}]}}""");
    }

    [Fact]
    public async Task Single_staged_mount_with_a_shared_path_is_refused() =>
        (await WrongValueAsync(SampleRuntime.Create<AsAsked>(), "linked.mountSpecification", "/a|part/of")).Should().Be(
            "The plugin's operation linked.mountSpecification returned a wrong value: "
            + "its only mount has the shared path 'part/of', but a dSource with one mount is mounted as a whole.");

    [Theory]
    [InlineData("linked.mountSpecification", "/a|", "\"stagedMount\":{", "}")]
    [InlineData("virtual.mountSpecification", "/a|", "\"mounts\":[{", "}]")]
    [InlineData("virtual.mountSpecification", "/a|part", "\"mounts\":[{", ",\"sharedPath\":\"part\"}]")]
    public async Task Shared_path_of_a_single_mount_that_is_empty_or_of_a_vdb_passes(
        string operation, string mount, string begin, string end) =>
        (await SampleRuntime.Create<AsAsked>().AnswerAsync(operation, Everything(mount))).Should().Be(
            $$$"""{"returnValue":{{{{begin}}}"remoteEnvironment":{{{Messages.TargetEnvironment}}},"mountPath":"/a"{{{end}}}}}""");

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("9223372036854775807")]
    public async Task Size_that_is_not_negative_is_answered(string size) =>
        (await SampleRuntime.Create<AsAsked>().AnswerAsync("virtual.sourceSize", Everything(size)))
            .Should().Be($$$"""{"returnValue":{"databaseSize":{{{size}}}}}""");

    [Theory]
    [InlineData("-1")]
    [InlineData("-9223372036854775808")]
    public async Task Size_that_is_negative_is_refused(string size) =>
        (await WrongValueAsync(SampleRuntime.Create<AsAsked>(), "virtual.sourceSize", size))
            .Should().Be(
                $"The plugin's operation virtual.sourceSize returned a wrong value: its result, {size}, is a negative number of bytes.");

    [Fact]
    public async Task Status_that_is_not_defined_is_refused() =>
        (await WrongValueAsync(SampleRuntime.Create<AsAsked>(), "virtual.status", "7"))
            .Should().Be("The plugin's operation virtual.status returned a wrong value: its result, 7, is not a Status.");

    private static JsonObject Everything(string wish = "")
    {
        var request = Messages.Request("sourceConnection", "stagedSource", "virtualSource", "repository", "sourceConfig", "snapshot");
        request["repository"]!["parameters"]!["toolVersion"] = wish;
        return request;
    }

    private static async Task<string> WrongValueAsync(PluginRuntime runtime, string operation, string wish = "")
    {
        var act = () => runtime.AnswerAsync(operation, Everything(wish));
        return (await act.Should().ThrowExactlyAsync<PluginRuntimeException>()).Which.Message;
    }

    private static async Task<string> ViolationAsync(PluginRuntime runtime, string operation)
    {
        var act = () => runtime.AnswerAsync(operation, Everything());
        return (await act.Should().ThrowExactlyAsync<SchemaViolationException>()).Which.Message;
    }

    private sealed class Nulls
    {
        [Discovery.Repository]
        public List<RepositoryDefinition> Find(RemoteConnection sourceConnection) => null!;

        [Discovery.SourceConfig]
        public SourceConfigDefinition[] List(RemoteConnection sourceConnection, RepositoryDefinition repository) =>
            [new() { Name = "a", Path = "/a" }, null!];

        [Linked.PostSnapshot]
        public SnapshotDefinition Describe(
            StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig,
            SnapshotParametersDefinition? optionalSnapshotParameters) =>
            null!;

        [Linked.MountSpecification]
        public async Task<MountSpecification> Mounts(StagedSource stagedSource, RepositoryDefinition repository)
        {
            await Task.Yield();
            return null!;
        }

        [Linked.Status]
        public Task<Status> Check(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => null!;

        [Linked.SourceSize]
        public Task<long> Size(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => null!;

        [Virtual.Configure]
        public ValueTask<SourceConfigDefinition> Configure(
            VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository) =>
            default;
    }

    private sealed class BadDefinitions
    {
        [Discovery.Repository]
        public List<RepositoryDefinition> Find(RemoteConnection sourceConnection) => [new() { Name = "a" }, new() { Name = "" }];

        [Discovery.SourceConfig]
        public List<SourceConfigDefinition> List(RemoteConnection sourceConnection, RepositoryDefinition repository) => [];

        [Virtual.Configure]
        public SourceConfigDefinition Configure(
            VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository) =>
            new() { Name = "a", Path = "a" };

        [Virtual.PostSnapshot]
        public SnapshotDefinition Describe(
            VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            new() { Label = new string('x', 201) };
    }

    /// <summary>Returns what the request wishes for in the repository's <c>toolVersion</c>.</summary>
    private sealed class AsAsked
    {
        [Linked.MountSpecification]
        public MountSpecification MountStaging(StagedSource stagedSource, RepositoryDefinition repository) =>
            Mounts(stagedSource.StagedConnection, repository);

        [Virtual.MountSpecification]
        public MountSpecification MountVirtual(VirtualSource virtualSource, RepositoryDefinition repository) =>
            Mounts(virtualSource.Connection, repository);

        [Virtual.SourceSize]
        public long Size(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            long.Parse(repository.ToolVersion!, CultureInfo.InvariantCulture);

        [Virtual.Status]
        public Status Check(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            (Status)int.Parse(repository.ToolVersion!, CultureInfo.InvariantCulture);

        // Mounts between commas, each a path, or a path and a shared path with a bar between them.
        private static MountSpecification Mounts(RemoteConnection connection, RepositoryDefinition repository) =>
            repository.ToolVersion switch
            {
                "no list" => new MountSpecification((IReadOnlyList<Mount>)null!),
                var mounts => new MountSpecification([.. mounts!.Split(',', StringSplitOptions.RemoveEmptyEntries)
                    .Select(mount => mount == "null" ? null! : MountAt(connection, mount.Split('|')))]),
            };

        private static Mount MountAt(RemoteConnection connection, string[] parts) =>
            new(connection.Environment, parts[0], parts.Length > 1 ? parts[1] : null);
    }
}
