using System.Text.Json.Nodes;
using Delphix.Virtualization;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;
using DirectoryPlugin.Tests.Support;
using Moq;

namespace DirectoryPlugin.Tests.Upgrades;

/// <summary>Data that release 1.0.0 stored, brought to the current schemas by the runtime as an engine does it.</summary>
public sealed class MigrationTests
{
    private const string LinkedSource = """{"sourceAddress":"db.example","username":"alice","mountLocation":"/staging"}""";

    [Theory]
    [InlineData("""{"name":"Repository for our first plugin"}""")]
    [InlineData("""{"name":""}""")]
    [InlineData("{}")]
    [InlineData("""{"name":"x","more":[1,{"of":"it"}]}""")]
    public Task Repository_gets_the_name_under_which_discovery_finds_it(string old) =>
        MigratesAsync(DefinitionKind.Repository, old, """{"name":"Directory trees"}""");

    [Theory]
    [InlineData("""{"name":"Orders","path":"/srv/orders"}""", """{"name":"Orders","path":"/srv/orders"}""")]
    [InlineData("""{"path":"/srv/orders/","name":"Orders"}""", """{"path":"/srv/orders","name":"Orders"}""")]
    [InlineData("""{"name":"Orders","path":"//srv///orders//"}""", """{"name":"Orders","path":"/srv/orders"}""")]
    [InlineData("""{"name":"All","path":"/"}""", """{"name":"All","path":"/"}""")]
    [InlineData("""{"name":"All","path":"///"}""", """{"name":"All","path":"/"}""")]
    [InlineData("""{"name":" ","path":"/a b/ c /\n/é\\"}""", """{"name":" ","path":"/a b/ c /\n/é\\"}""")]
    [InlineData("""{"name":"Orders","path":"/srv/./x/../orders"}""", """{"name":"Orders","path":"/srv/./x/../orders"}""")]
    [InlineData("""{"name":"","path":"/srv/orders/"}""", """{"name":"/srv/orders","path":"/srv/orders"}""")]
    [InlineData("""{"name":"","path":"/"}""", """{"name":"/","path":"/"}""")]
    public Task Source_config_gets_its_path_in_one_form_and_a_name(string old, string expected) =>
        MigratesAsync(DefinitionKind.SourceConfig, old, expected);

    [Theory]
    [InlineData(
        LinkedSource,
        """{"sourceAddress":"db.example","username":"alice","mountLocation":"/staging","sshPort":22,"acceptNewHostKey":"""
            + """false,"allowEmptySource":false}""")]
    [InlineData("""{"mountLocation":"//odd /\n","username":"-l root","sourceAddress":"::1"}""",
        """{"mountLocation":"//odd /\n","username":"-l root","sourceAddress":"::1","sshPort":22,"acceptNewHostKey":"""
            + """false,"allowEmptySource":false}""")]
    public Task Linked_source_gets_the_fixed_port_and_no_permissions(string old, string expected) =>
        MigratesAsync(DefinitionKind.LinkedSource, old, expected);

    [Theory]
    [InlineData("""{"mountLocation":"/vdb"}""", """{"mountLocation":"/vdb","rerootSymlinks":false}""")]
    [InlineData("""{"mountLocation":"/vdb//odd/"}""", """{"mountLocation":"/vdb//odd/","rerootSymlinks":false}""")]
    public Task Virtual_source_keeps_its_symlinks(string old, string expected) =>
        MigratesAsync(DefinitionKind.VirtualSource, old, expected);

    [Fact]
    public Task Snapshot_says_that_nothing_was_recorded() => MigratesAsync(DefinitionKind.Snapshot, "{}", """{"mode":"unrecorded"}""");

    [Theory]
    [InlineData(DefinitionKind.LinkedSource, LinkedSource)]
    [InlineData(DefinitionKind.VirtualSource, """{"mountLocation":"/vdb"}""")]
    [InlineData(DefinitionKind.Snapshot, "{}")]
    [InlineData(DefinitionKind.SourceConfig, """{"name":"Orders","path":"/srv/orders/"}""")]
    [InlineData(DefinitionKind.SourceConfig, """{"name":"","path":"/srv/orders"}""")]
    [InlineData(DefinitionKind.Repository, "{}")]
    public void Data_of_release_1_breaks_the_current_schema_without_its_migration(DefinitionKind kind, string old)
    {
        var schemas = Schemas.Current();

        var validate = () => schemas.Validate(kind, JsonNode.Parse(old), "the old value");

        validate.Should().Throw<SchemaViolationException>();
    }

    [Fact]
    public void Snapshot_parameters_of_release_1_need_no_migration()
    {
        var current = Schemas.Current();

        foreach (var old in (string[])["{}", """{"resync":true}""", """{"resync":false}"""])
            current.Validate(DefinitionKind.SnapshotParameters, JsonNode.Parse(old), "the old value");
    }

    [Fact]
    public async Task Migration_that_was_not_asked_for_does_not_run()
    {
        var runtime = Schemas.Runtime();

        var response = await MigrateAsync(runtime, "upgrade.linkedSource", LinkedSource, []);

        response!.ToJsonString().Should().Be(LinkedSource);
    }

    private static async Task MigratesAsync(DefinitionKind kind, string old, string expected)
    {
        (Schemas.Released("1.0.0")).Validate(kind, JsonNode.Parse(old), "the old value");
        var runtime = Schemas.Runtime();

        var migrated = await MigrateAsync(runtime, OperationOf(kind), old, runtime.MigrationIds);

        JsonNode.DeepEquals(migrated, JsonNode.Parse(expected)).Should().BeTrue("{0} should be {1}", migrated?.ToJsonString(), expected);
        runtime.Schemas.Validate(kind, migrated, "the migrated value");
    }

    private static async Task<JsonNode?> MigrateAsync(PluginRuntime runtime, string operation, string old, IEnumerable<string> ids)
    {
        var request = new JsonObject
        {
            ["migrationIds"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]),
            ["preUpgradeParameters"] = new JsonObject { ["OBJECT-1"] = JsonNode.Parse(old) },
        };
        // A strict mock: migrations may not reach hosts.
        var response = await runtime.InvokeAsync(operation, request, new Mock<ILibs>(MockBehavior.Strict).Object);
        return response["returnValue"]!["postUpgradeParameters"]!["OBJECT-1"];
    }

    private static string OperationOf(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Repository => "upgrade.repository",
        DefinitionKind.SourceConfig => "upgrade.sourceConfig",
        DefinitionKind.LinkedSource => "upgrade.linkedSource",
        DefinitionKind.VirtualSource => "upgrade.virtualSource",
        _ => "upgrade.snapshot",
    };
}
