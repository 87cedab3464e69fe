using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Definitions;

public sealed class RepositorySchemaTests
{
    private const string Code = """
        namespace Sample;

        internal static class Uses
        {
            internal static string Read(StagedSource staged, DirectSource direct, VirtualSource copy) =>
                staged.Parameters.SourceAddress + direct.Parameters.Username + copy.Parameters.MountLocation;

            internal static bool? Read(SnapshotParametersDefinition parameters) => parameters.Resync;
        }
        """;

    [Theory]
    [InlineData("schema.json")]
    [InlineData("released/1.0.0.json")]
    public void Schema_of_this_repository_compiles_in_a_plugin(string path)
    {
        var project = new PluginProject(SchemaSamples.FromRepository(path), code: Code);

        project.Generate().Keys.Should().Equal(
            "RepositoryDefinition.g.cs", "SourceConfigDefinition.g.cs", "LinkedSourceDefinition.g.cs", "VirtualSourceDefinition.g.cs",
            "SnapshotDefinition.g.cs", "SnapshotParametersDefinition.g.cs", "SourceAliases.g.cs");
        project.Check().Should().BeEmpty();
    }

    [Fact]
    public void Definitions_of_this_repository_carry_their_schema_names()
    {
        var types = new PluginProject(SchemaSamples.FromRepository("schema.json")).Load().GetExportedTypes();

        types.Select(
            type => type.GetCustomAttributesData().FirstOrDefault(attribute => attribute.AttributeType.Name == "SchemaDefinitionAttribute"))
            .OfType<CustomAttributeData>().Select(attribute => (string)attribute.ConstructorArguments[0].Value!).Should().BeEquivalentTo(
                "repositoryDefinition", "sourceConfigDefinition", "linkedSourceDefinition", "virtualSourceDefinition", "snapshotDefinition",
                "snapshotParametersDefinition");
    }

    [Fact]
    public void Snapshot_of_this_repository_survives_a_round_trip()
    {
        const string Json = """{"mode":"resync","files":3,"bytes":5000000000,"warnings":["w"],"startedAt":"2024-01-01T00:00:00Z"}""";
        var type = new PluginProject(SchemaSamples.FromRepository("schema.json")).Load()
            .GetType("Sample.SnapshotDefinition", throwOnError: true)!;

        var written = JsonSerializer.Serialize(JsonSerializer.Deserialize(Json, type), type);

        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(Json)).Should().BeTrue("{0} was written", written);
    }
}
