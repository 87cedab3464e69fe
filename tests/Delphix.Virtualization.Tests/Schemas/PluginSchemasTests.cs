using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Schemas;

public sealed class PluginSchemasTests
{
    [Fact]
    public async Task Snapshot_parameters_definition_has_the_documented_default()
    {
        var schemas = await SampleSchemas.LoadAsync();

        schemas[DefinitionKind.SnapshotParameters].ToJsonString().Should().Be(
            """{"type":"object","additionalProperties":false,"properties":{"resync":{"type":"boolean"}}}""");
    }

    [Theory]
    [InlineData(DefinitionKind.Repository, "repositoryDefinition")]
    [InlineData(DefinitionKind.SourceConfig, "sourceConfigDefinition")]
    [InlineData(DefinitionKind.LinkedSource, "linkedSourceDefinition")]
    [InlineData(DefinitionKind.VirtualSource, "virtualSourceDefinition")]
    [InlineData(DefinitionKind.Snapshot, "snapshotDefinition")]
    [InlineData(DefinitionKind.SnapshotParameters, "snapshotParametersDefinition")]
    public async Task Definition_is_a_copy_of_what_the_file_has_under_its_name(DefinitionKind kind, string name)
    {
        var file = SampleSchemas.File();
        file["snapshotParametersDefinition"] = new JsonObject { ["type"] = "object", ["prettyName"] = "Parameters" };
        var schemas = await PluginSchemas.FromJsonAsync(file);
        var expected = file[name]!.ToJsonString();

        schemas[kind].Clear();
        file[name]!.AsObject().Clear();

        schemas[kind].ToJsonString().Should().Be(expected);
        PluginSchemas.NameOf(kind).Should().Be(name);
    }

    [Fact]
    public async Task Identity_and_name_fields_are_those_of_the_file()
    {
        var schemas = await SampleSchemas.LoadAsync();

        schemas.IdentityFields(DefinitionKind.SourceConfig).Should().Equal("path", "name");
        schemas.NameField(DefinitionKind.SourceConfig).Should().Be("name");
    }

    [Theory]
    [InlineData("""{"address":"abc"}""", """{"address":"abc","port":22}""")]
    [InlineData("""{"address":"abc","port":23}""", """{"address":"abc","port":23}""")]
    [InlineData("""{"port":null}""", """{"port":null}""")]
    public async Task WithDefaults_adds_what_is_absent_to_a_copy(string value, string expected)
    {
        var schemas = await SampleSchemas.LoadAsync();
        var original = JsonNode.Parse(value)!.AsObject();

        schemas.WithDefaults(DefinitionKind.LinkedSource, original).ToJsonString().Should().Be(expected);

        original.ToJsonString().Should().Be(value);
    }

    [Fact]
    public async Task Faults_of_a_file_are_reported_at_once()
    {
        var file = SampleSchemas.File();
        file.Remove("virtualSourceDefinition");
        file["snapshotDefinition"] = "object";
        file["snapshotsDefinition"] = new JsonObject();
        file["sourceConfigDefinition"]!.AsObject().Remove("identityFields");
        file["sourceConfigDefinition"]!["nameField"] = "title";
        file["linkedSourceDefinition"]!["nameField"] = "address";
        file["linkedSourceDefinition"]!["properties"]!["address"]!["pattern"] = "(";

        (await FaultsAsync(file)).Should().Equal(
            "The schema file lacks the object virtualSourceDefinition.",
            "The schema file lacks the object snapshotDefinition.",
            "The schema file has an unknown property snapshotsDefinition.",
            "sourceConfigDefinition: identityFields must list at least one of its properties.",
            "sourceConfigDefinition: nameField must name one of its properties.",
            "linkedSourceDefinition: nameField belongs to repositoryDefinition and sourceConfigDefinition only.",
            "linkedSourceDefinition is not a valid JSON schema: Invalid pattern '(' at offset 1. Not enough )'s.");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"name\"")]
    [InlineData("null")]
    [InlineData("[7]")]
    [InlineData("""["name", "size"]""")]
    public async Task IdentityFields_that_are_not_properties_are_a_fault(string fields)
    {
        var file = SampleSchemas.File();
        file["repositoryDefinition"]!["identityFields"] = JsonNode.Parse(fields);

        (await FaultsAsync(file)).Should().Equal("repositoryDefinition: identityFields must list at least one of its properties.");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[\"name\"]")]
    [InlineData("\"Name\"")]
    public async Task NameField_that_is_not_a_property_is_a_fault(string field)
    {
        var file = SampleSchemas.File();
        file["repositoryDefinition"]!["nameField"] = JsonNode.Parse(field);

        (await FaultsAsync(file)).Should().Equal("repositoryDefinition: nameField must name one of its properties.");
    }

    [Theory]
    [InlineData("{ \"a\": 1,\n  b }", "The schema file is not valid JSON: line 2, position 3.")]
    [InlineData("", "The schema file is not valid JSON: line 1, position 1.")]
    [InlineData("{ \"a\": 1, \"a\": 2 }", "The schema file is not valid JSON: Duplicate property 'a' encountered during deserialization.")]
    [InlineData("[]", "The schema file must hold one JSON object.")]
    [InlineData("null", "The schema file must hold one JSON object.")]
    public async Task Text_that_is_not_a_JSON_object_is_a_fault(string text, string fault)
    {
        var act = () => PluginSchemas.ParseAsync(text);

        (await act.Should().ThrowExactlyAsync<PluginDefinitionException>()).Which.Faults.Should().Equal(fault);
    }

    [Theory]
    [InlineData("https://example.com/other.json", "$ref 'https://example.com/other.json' is not known.*")]
    [InlineData("/etc/hostname", "$ref '/etc/hostname' is not known.*")]
    [InlineData("https://delphix.com/platform/api#/definitions/other", "$ref 'https://delphix.com/platform/api#/definitions/other' is not known.*credentialsSupplier, passwordCredentialsSupplier, keyCredentialsSupplier.")]
    [InlineData("#/definitions/none", "Could not resolve the path '#/definitions/none'.")]
    public async Task Reference_to_what_is_not_there_is_a_fault(string reference, string what)
    {
        var file = SampleSchemas.File();
        file["snapshotDefinition"]!["properties"]!["label"] = new JsonObject { ["$ref"] = reference };

        (await FaultsAsync(file)).Should().ContainSingle().Which.Should().Match($"snapshotDefinition is not a valid JSON schema: {what}");
    }

    [Theory]
    [InlineData("properties", "5")]
    [InlineData("required", "\"label\"")]
    public async Task Definition_that_is_not_a_schema_is_a_fault(string keyword, string value)
    {
        var file = SampleSchemas.File();
        file["snapshotDefinition"]![keyword] = JsonNode.Parse(value);

        (await FaultsAsync(file)).Should().ContainSingle().Which.Should().StartWith("snapshotDefinition is not a valid JSON schema: ");
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(JsonObject file)
    {
        var act = () => PluginSchemas.FromJsonAsync(file);
        return (await act.Should().ThrowExactlyAsync<PluginDefinitionException>()).Which.Faults;
    }
}
