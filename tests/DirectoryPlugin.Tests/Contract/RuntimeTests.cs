using System.Text.Json.Nodes;
using Delphix.Virtualization;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Contract;

/// <summary>The plugin behind the runtime's messages, as an engine drives it.</summary>
public sealed class RuntimeTests
{
    private const string StagingEnvironment =
        """{"name":"staging","reference":"UNIX_HOST_ENVIRONMENT-2","host":"""
            + """{"name":"s","reference":"UNIX_HOST-2","binaryPath":"/b","scratchPath":"/scratch"}}""";
    private const string Connection = $$$"""{"environment":{{{StagingEnvironment}}},"user":{"name":"u","reference":"HOST_USER-2"}}""";

    [Fact]
    public void Plugin_binds_and_lacks_nothing() => Schemas.Runtime().MissingOperations.Should().BeEmpty();

    [Fact]
    public void Plugin_has_the_migrations_of_its_releases() =>
        Schemas.Runtime().MigrationIds.Should().Equal("2.0.1", "2.0.2", "2.0.3", "2.0.4", "2.0.5");

    [Fact]
    public void Plugin_does_not_bind_as_one_that_links_directly()
    {
        var schemas = Schemas.Current();

        var bind = () => new PluginRuntime(PluginRunner.Plugin, PluginStrategy.Direct, schemas);

        bind.Should().Throw<PluginDefinitionException>();
    }

    [Fact]
    public async Task Discovery_answers_valid_repositories_and_source_configs()
    {
        var runtime = Schemas.Runtime();

        var repositories = await runtime.InvokeAsync(
            "discovery.repository", Request(("sourceConnection", Connection)),
            new FakeHosts("operatingSystem=Debian\nrsync=rsync  version 3.5.0\n").Libs);
        var configs = await runtime.InvokeAsync(
            "discovery.sourceConfig",
            Request(("sourceConnection", Connection), ("repository", """{"parameters":{"name":"Directory trees"}}""")),
            new FakeHosts("list=/l\nuser=root\nline=/\nfound=directory\nline=o=/srv/o\nfound=directory\n").Libs);

        repositories.ToJsonString().Should().Contain("""{"name":"Directory trees","rsyncVersion":"3.5.0","operatingSystem":"Debian"}""");
        configs.ToJsonString().Should().Contain("""{"name":"/","path":"/"}""").And.Contain("""{"name":"o","path":"/srv/o"}""");
    }

    [Theory]
    [InlineData(null, "sync")]
    [InlineData("""{"parameters":{"resync":false}}""", "sync")]
    [InlineData("""{"parameters":{"resync":true}}""", "resync")]
    public async Task Pre_snapshot_of_a_message_runs_the_sync(string? snapshotParameters, string mode)
    {
        var hosts = new FakeHosts(Samples.Record);
        var request = Request(
            ("stagedSource", $$$"""
                {"linkedSource":{"guid":"g","parameters":{"sourceAddress":"h","username":"u","mountLocation":"/m","sshPort":22,"acceptNewHostKey":false,"allowEmptySource":false}},
                 "sourceConnection":{{{Connection}}},"stagedConnection":{{{Connection}}},"stagedMount":{"remoteEnvironment":{{{StagingEnvironment}}},"mountPath":"/m"},"mounts":[]}
                """),
            ("repository", """{"parameters":{"name":"Directory trees"}}"""),
            ("sourceConfig", """{"parameters":{"name":"o","path":"/srv/o"}}"""),
            ("snapshotParameters", snapshotParameters ?? "null"));

        await Schemas.Runtime().InvokeAsync("linked.preSnapshot", request, hosts.Libs);

        hosts.Call.Script.Should().Be("copy");
        hosts.Call.Variables["DLPX_MODE"].Should().Be(mode);
    }

    [Fact]
    public async Task Configure_of_a_mount_path_with_a_slash_at_the_end_answers_a_valid_source_config()
    {
        var request = Request(
            (
                "virtualSource",
                $$$"""{"guid":"g","connection":{{{Connection}}},"parameters":{"mountLocation":"/vdb/","rerootSymlinks":true},"mounts":"""
                    + $$$"""[{"remoteEnvironment":{{{StagingEnvironment}}},"mountPath":"/vdb/"}]}"""),
            ("repository", """{"parameters":{"name":"Directory trees"}}"""),
            ("snapshot", """{"parameters":{"mode":"unrecorded"}}"""));

        var response = await Schemas.Runtime().InvokeAsync("virtual.configure", request, new FakeHosts("rerootedSymlinks=0\n").Libs);

        response.ToJsonString().Should().Contain("""{"name":"vdb","path":"/vdb"}""");
    }

    private static JsonObject Request(params (string Name, string Json)[] parts) =>
        new(parts.Select(part => KeyValuePair.Create(part.Name, JsonNode.Parse(part.Json))));
}
