using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Tests.Views;

public class ObjectValuesTests
{
    private static readonly JsonObject Configuration = SchemaFile("samples", "configuration", "schema.json");
    private static readonly JsonObject Reference = SchemaFile("schemas", "schema.json");

    [Theory]
    [InlineData("{}", "snapshot files@1")]
    [InlineData("""{"mode":"sync"}""", "snapshot files@1 (Mode: sync)")]
    [InlineData("""{"bytes":1536,"files":1,"mode":"sync"}""", "snapshot files@1 (Mode: sync, Files: 1, Size: 1.5 KiB)")]
    [InlineData("""{"mode":"sync","deletedItems":0,"warnings":[],"hasAbsoluteSymlinks":false}""", "snapshot files@1 (Mode: sync)")]
    [InlineData(
        """{"mode":"resync","sourcePath":"/srv","files":9,"bytes":1,"transferredFiles":3,"deletedItems":1,"healedFiles":2,"warnings":"""
            + """["a"]}""",
        "snapshot files@1 (Mode: resync, Files: 9, Size: 1 B, Transferred files: 3, Deleted items: 1, Healed files: 2, Warnings: 1)")]
    public void Snapshot_says_what_its_schema_names_first(string parameters, string expected) =>
        SnapshotText.Of(Snapshot(parameters), Values(Reference)).Should().Be(expected);

    [Fact]
    public void Snapshot_of_another_plugin_is_shown_by_its_own_schema()
    {
        var snapshot = Snapshot("""{"files":3,"comment":"before the change","path":"/etc"}""");

        SnapshotText.Of(snapshot, Values(Configuration)).Should().Be("snapshot files@1 (Path: /etc, Files: 3, Comment: before the change)");
        Values(Configuration).Columns([snapshot]).Select(column => column.Title).Should().Equal("PATH", "FILES", "COMMENT");
    }

    [Fact]
    public void Ordering_names_and_units_come_from_the_schema_alone()
    {
        var file = (JsonObject)JsonNode.Parse("""
            {
              "snapshotDefinition": {
                "properties": {
                  "b": { "type": "integer", "prettyName": "Log size", "x-unit": "bytes" },
                  "a": { "type": "integer" },
                  "bytes": { "type": "integer" }
                },
                "ordering": ["bytes", "b"]
              }
            }
            """)!;
        var snapshot = Snapshot("""{"unknownValue":true,"a":1024,"b":2048,"bytes":4096,"o":{"x":1}}""");

        Values(file).Of(snapshot).Select(value => $"{value.Name}={value.Text}")
            .Should().Equal("Bytes=4096", "Log size=2 KiB", "A=1024", "Unknown value=true", "O={\n  \"x\": 1\n}".ReplaceLineEndings());
    }

    [Fact]
    public void Without_its_schema_a_snapshot_shows_its_values_as_they_are()
    {
        var snapshot = Snapshot("""{"sourcePath":"/srv","bytes":2048}""");
        var values = new ObjectValues(new CatalogIndex(Samples.All), new Dictionary<string, JsonObject>());

        SnapshotText.Of(snapshot, values).Should().Be("snapshot files@1 (Source path: /srv, Bytes: 2048)");
    }

    [Fact]
    public void Columns_are_those_of_the_first_seven_in_which_some_item_says_something()
    {
        SnapshotObject[] snapshots =
        [
            Snapshot("""{"mode":"first","warnings":["a","b"],"deletedItems":0,"healedFiles":0,"sourcePath":"files@1"}"""),
            Snapshot("""{"bytes":1572864,"files":0,"deletedItems":2,"healedFiles":0}""") with { Reference = "SNAPSHOT-2" },
        ];

        var columns = Values(Reference).Columns(snapshots).ToList();

        columns.Select(column => column.Title).Should().Equal("MODE", "SIZE", "DELETED ITEMS", "WARNINGS");
        columns.Select(column => column.Value(snapshots[0])).Should().Equal("first", "-", "0", "2");
        columns.Select(column => column.Value(snapshots[1])).Should().Equal("-", "1.5 MiB", "2", "-");
        columns.Select(column => column.IsNumber).Should().Equal(false, true, true, true);
    }

    [Fact]
    public void Items_of_several_plugins_share_the_columns_that_have_one_name()
    {
        var other = Samples.Plugin with { Reference = "PLUGIN-2" };
        var repository = Samples.Repository with { Reference = "REPOSITORY-2", Plugin = other.Reference };
        var dataset = Samples.DSource with { Reference = "DSOURCE-2", Repository = repository.Reference };
        SnapshotObject[] snapshots =
        [
            Snapshot("""{"mode":"sync","files":1}"""),
            Snapshot("""{"path":"/etc","files":2}""") with { Reference = "SNAPSHOT-2", Dataset = dataset.Reference },
        ];
        var index = new CatalogIndex([.. Samples.All, other, repository, dataset]);
        var values = new ObjectValues(index, new Dictionary<string, JsonObject> { ["PLUGIN-1"] = Reference, ["PLUGIN-2"] = Configuration });

        var columns = values.Columns(snapshots).ToList();

        columns.Select(column => column.Title).Should().Equal("MODE", "PATH", "FILES");
        columns.Select(column => column.Value(snapshots[1])).Should().Equal("-", "/etc", "2");
    }

    [Fact]
    public void Every_kind_of_object_is_shown_by_its_own_definition()
    {
        var values = Values(Reference);

        values.Of(Samples.Repository).Select(value => value.Name).Should().Equal("Name", "rsync version");
        values.Of(Samples.SourceConfig).Select(value => value.Name).Should().Equal("Dataset name", "Path");
        values.Of(Samples.DSource).Select(value => value.Name).Should().Equal("SSH port", "Mount location on staging host");
        values.Of(Samples.Vdb).Select(value => value.Name).Should().Equal("Mount location on target host");
        values.Of(Samples.Environment).Should().BeEmpty();
    }

    private static SnapshotObject Snapshot(string parameters) =>
        Samples.Snapshot with { Parameters = JsonNode.Parse(parameters)!.AsObject() };

    private static ObjectValues Values(JsonObject schemaFile) =>
        new(new CatalogIndex(Samples.All), new Dictionary<string, JsonObject> { [Samples.Plugin.Reference] = schemaFile });

    private static JsonObject SchemaFile(params string[] path) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine([Repository.Root, .. path])))!.AsObject();
}
