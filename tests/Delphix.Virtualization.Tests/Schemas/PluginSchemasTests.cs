using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Schemas;

public sealed class PluginSchemasTests
{
    [Theory]
    [InlineData("repositoryDefinition")]
    [InlineData("sourceConfigDefinition")]
    [InlineData("linkedSourceDefinition")]
    [InlineData("virtualSourceDefinition")]
    [InlineData("snapshotDefinition")]
    [InlineData("snapshotParametersDefinition")]
    public void Definition_that_the_file_lacks_is_a_fault(string name)
    {
        var file = SampleSchemas.File();
        file.Remove(name);

        FaultsOf(file).Should().Equal($"the object {name} is missing.");
    }

    [Theory]
    [InlineData(DefinitionKind.Repository, "repositoryDefinition")]
    [InlineData(DefinitionKind.SourceConfig, "sourceConfigDefinition")]
    [InlineData(DefinitionKind.LinkedSource, "linkedSourceDefinition")]
    [InlineData(DefinitionKind.VirtualSource, "virtualSourceDefinition")]
    [InlineData(DefinitionKind.Snapshot, "snapshotDefinition")]
    [InlineData(DefinitionKind.SnapshotParameters, "snapshotParametersDefinition")]
    public void Definition_is_a_copy_of_what_the_file_has_under_its_name(DefinitionKind kind, string name)
    {
        var file = SampleSchemas.File();
        file["snapshotParametersDefinition"] = new JsonObject { ["type"] = "object", ["prettyName"] = "Parameters" };
        var schemas = PluginSchemas.FromJson(file);
        var expected = file[name]!.ToJsonString();

        schemas[kind].Clear();
        file[name]!.AsObject().Clear();

        schemas[kind].ToJsonString().Should().Be(expected);
        PluginSchemas.NameOf(kind).Should().Be(name);
    }

    [Fact]
    public void Identity_and_name_fields_are_those_of_the_file()
    {
        var schemas = SampleSchemas.Load();

        schemas.IdentityFields(DefinitionKind.SourceConfig).Should().Equal("path", "name");
        schemas.NameField(DefinitionKind.SourceConfig).Should().Be("name");
    }

    [Theory]
    [InlineData("""{"address":"abc"}""", """{"address":"abc","port":22}""")]
    [InlineData("""{"address":"abc","port":23}""", """{"address":"abc","port":23}""")]
    [InlineData("""{"port":null}""", """{"port":null}""")]
    public void WithDefaults_adds_what_is_absent_to_a_copy(string value, string expected)
    {
        var schemas = SampleSchemas.Load();
        var original = JsonNode.Parse(value)!.AsObject();

        schemas.WithDefaults(DefinitionKind.LinkedSource, original).ToJsonString().Should().Be(expected);

        original.ToJsonString().Should().Be(value);
    }

    [Fact]
    public void Faults_of_a_file_are_reported_at_once()
    {
        var file = SampleSchemas.File();
        file.Remove("virtualSourceDefinition");
        file["snapshotDefinition"] = "object";
        file["snapshotsDefinition"] = new JsonObject();
        file["sourceConfigDefinition"]!.AsObject().Remove("identityFields");
        file["sourceConfigDefinition"]!["nameField"] = "title";
        file["linkedSourceDefinition"]!["nameField"] = "address";
        file["linkedSourceDefinition"]!["properties"]!["address"]!["pattern"] = "(";

        FaultsOf(file).Should().Equal(
            "the object virtualSourceDefinition is missing.",
            "sourceConfigDefinition: lacks 'identityFields': list the properties that tell one object from another.",
            "sourceConfigDefinition.nameField: 'title' is not one of the 'properties'.",
            "linkedSourceDefinition.properties.address.pattern: is no regular expression: Invalid pattern '(' at offset 1. Not enough )'s.",
            "snapshotDefinition: a definition describes an object: say \"type\": \"object\" and list its values in 'properties'.",
            "snapshotsDefinition: is not a definition (did you mean 'snapshotDefinition'?): shared schemas stand in the 'definitions' of "
                + "each definition.");
    }

    [Theory]
    [InlineData("{ \"a\": 1,\n  b }", "line 2, this is not valid JSON: expected a name in double quotes but found 'b'.")]
    [InlineData("", "line 1, this is not valid JSON: expected a value but found the end of the file.")]
    [InlineData("[]", "line 1, must be an object with one entry for each definition, is an empty list.")]
    [InlineData("\n null", "line 2, must be an object with one entry for each definition, is null.")]
    public void Text_that_is_not_a_JSON_object_is_a_fault(string text, string fault)
    {
        var act = () => PluginSchemas.Parse(text);

        act.Should().ThrowExactly<PluginDefinitionException>().Which.Faults.Should().Equal(fault);
    }

    [Fact]
    public void Check_tells_line_and_column_of_each_fault()
    {
        var file = SampleSchemas.Json.Replace("\"minimum\": 1", "\"minimum\": \"1\"", StringComparison.Ordinal);
        string[] before = file[..file.IndexOf("\"minimum\"", StringComparison.Ordinal)].Split('\n');

        var faults = PluginSchemas.Check(file);

        faults.Should().ContainSingle().Which.Should().BeEquivalentTo(new
        {
            Path = "linkedSourceDefinition.properties.port.minimum",
            Line = before.Length,
            Column = before[^1].Length + 1,
            Message = "must be a number, is the text '1'",
            IsWarning = false,
        });
        PluginSchemas.Check(SampleSchemas.Json).Should().BeEmpty();
    }

    [Fact]
    public void Warnings_keep_nobody_from_reading_a_file()
    {
        var file = SampleSchemas.Json.Replace("\"minimum\": 1", "\"minimum\": 1, \"step\": 5", StringComparison.Ordinal);

        PluginSchemas.Parse(file).Validate(DefinitionKind.LinkedSource, JsonNode.Parse("""{"address":"abc","port":1}"""), "The value");
        PluginSchemas.Check(file).Should().ContainSingle().Which.Should().BeEquivalentTo(
            new
            {
                IsWarning = true,
                Text = "linkedSourceDefinition.properties.port.step: is not a keyword of draft-07 or of the platform, and has no effect",
            });
    }

    private static IReadOnlyList<string> FaultsOf(JsonObject file)
    {
        var act = () => PluginSchemas.FromJson(file);
        return act.Should().ThrowExactly<PluginDefinitionException>().Which.Faults;
    }
}
