using Delphix.Virtualization.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Tests.Definitions;

public sealed class DiagnosticTests
{
    [Fact]
    public void Schema_thatIsNotJson_isDvp001AtItsLine()
    {
        var result = new PluginProject("{\n  \"repositoryDefinition\": {,\n}").Run();

        Lines(result).Should().Equal(
            "/plugin/schemas/schema.json(2,28): error DVP001: 'schema.json' is not valid JSON: expected a name in double quotes but found ','");
        result.GeneratedSources.Should().BeEmpty();
    }

    [Fact]
    public void Schema_thatCannotBeRead_isDvp001()
    {
        Lines(new PluginProject([new SchemaFile("schema.json", null)]).Run()).Should()
            .Equal("schema.json(1,1): error DVP001: 'schema.json' is not valid JSON: it cannot be read as text");
    }

    [Fact]
    public void Definitions_thatAreMissing_areDvp002EachAndTheOthersAreGenerated()
    {
        var result = new PluginProject("""

            { "repositoryDefinition": { "type": "object" }, "virtualSourceDefinition": { "type": "object" } }
            """).Run();

        string[] missing = ["linkedSourceDefinition", "snapshotDefinition", "sourceConfigDefinition"];
        Lines(result).Should().BeEquivalentTo(missing.Select(name =>
            $"/plugin/schemas/schema.json(2,1): error DVP002: 'schema.json' has no '{name}': "
            + "add it at the top level, with \"type\": \"object\" and its \"properties\""));
        result.GeneratedSources.Select(source => source.HintName).Should().Equal(
            "RepositoryDefinition.g.cs", "VirtualSourceDefinition.g.cs", "SnapshotParametersDefinition.g.cs", "SourceAliases.g.cs");
        result.GeneratedSources.Last().SourceText.ToString().Should().Contain("VirtualSource<").And.NotContain("LinkedSourceDefinition");
    }

    [Fact]
    public void Schema_thatIsNoObject_isDvp003()
    {
        Lines(new PluginProject("[]").Run()).Should()
            .Equal("/plugin/schemas/schema.json(1,1): error DVP003: schema.json: write a JSON object here, with one entry for each definition");
    }

    [Fact]
    public void SecondSchemaFile_isDvp003AndTheFirstByPathIsUsed()
    {
        var schema = SchemaSamples.WithValue("""{ "type": "string" }""");

        var result = new PluginProject([new SchemaFile("/b/schema.json", "{}"), new SchemaFile("/a/schema.json", schema)]).Run();

        Lines(result).Should().Equal(
            "/b/schema.json(1,1): error DVP003: schema.json: a plugin has one schema file, and '/a/schema.json' is used: "
            + "remove the other one from the project's AdditionalFiles");
        result.GeneratedSources.Should().HaveCount(7);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    public void Definition_thatIsNoObject_isDvp003(string definition)
    {
        var schema = SchemaSamples.WithLinkedSource("\"properties\": {}").Replace(
            "\"snapshotDefinition\": { \"type\": \"object\" }", "\"snapshotDefinition\": " + definition, StringComparison.Ordinal);

        Lines(new PluginProject(schema).Run()).Should().Equal(
            "/plugin/schemas/schema.json(5,3): error DVP003: $.snapshotDefinition: "
            + "a definition describes an object: say \"type\": \"object\" and list its values in 'properties'");
    }

    [Theory]
    [InlineData("\"array\"")]
    [InlineData("[\"object\", \"null\"]")]
    public void Definition_ofAnotherType_isDvp003(string type)
    {
        var schema = SchemaSamples.WithLinkedSource("\"properties\": {}").Replace(
            "\"snapshotDefinition\": { \"type\": \"object\" }", "\"snapshotDefinition\": { \"type\": " + type + " }", StringComparison.Ordinal);

        Lines(new PluginProject(schema).Run()).Should().Equal(
            "/plugin/schemas/schema.json(5,27): error DVP003: $.snapshotDefinition.type: "
            + "a definition describes an object: say \"type\": \"object\" and list its values in 'properties'");
    }

    [Theory]
    [InlineData("\"patternProperties\": { \"^x\": {} }", "patternProperties")]
    [InlineData("\"additionalProperties\": { \"type\": \"string\" }", "additionalProperties")]
    [InlineData("\"allOf\": [{ \"properties\": { \"a\": {} } }]", "allOf")]
    [InlineData("\"then\": { \"anyOf\": [{ \"properties\": { \"a\": {} } }] }", "then")]
    public void Definition_withUnlistedProperties_isDvp003(string keyword, string name)
    {
        Lines(new PluginProject(SchemaSamples.WithLinkedSource("\n" + keyword)).Run()).Should().Equal(
            $"/plugin/schemas/schema.json(7,1): error DVP003: $.linkedSourceDefinition.{name}: "
            + "this describes properties that the definition itself does not list and whose values would be lost: list them in 'properties'");
    }

    [Theory]
    [InlineData("\"#/definitions/none\"", "#/definitions/none")]
    [InlineData("\"other.json#/a\"", "other.json#/a")]
    [InlineData("\"#\"", "#")]
    [InlineData("\"#/repositoryDefinition/type/0\"", "#/repositoryDefinition/type/0")]
    [InlineData("7", "7")]
    public void Reference_thatLeadsNowhere_isDvp003AndStaysJson(string reference, string shown)
    {
        var result = new PluginProject(SchemaSamples.WithValue("{\n \"$ref\": " + reference + " }")).Run();

        Lines(result).Should().Equal(
            $"/plugin/schemas/schema.json(7,2): error DVP003: $.linkedSourceDefinition.properties.value.$ref: "
            + $"the reference '{shown}' leads nowhere: point it at a schema in this file, such as '#/definitions/name'");
        result.GeneratedSources.Select(source => source.SourceText.ToString()).Should().Contain(text => text.Contains("required JsonNode? Value"));
    }

    [Fact]
    public void Reference_toItself_isDvp003()
    {
        Lines(new PluginProject(SchemaSamples.WithValue("""{ "$ref": "#/linkedSourceDefinition/properties/value" }""")).Run()).Should().ContainSingle()
            .Which.Should().EndWith("the reference '#/linkedSourceDefinition/properties/value' leads back to itself: point it at a schema");
    }

    [Theory]
    [InlineData("""{ "type": "integer", "enum": [1, 2] }""", "enum[0]")]
    [InlineData("""{ "enum": ["a", true] }""", "enum[1]")]
    [InlineData("""{ "type": "integer", "enum": ["a"] }""", "enum")]
    public void Enum_withOtherThanStrings_isDvp003(string schema, string path)
    {
        Lines(new PluginProject(SchemaSamples.WithValue(schema)).Run()).Should().ContainSingle().Which.Should().EndWith(
            $"error DVP003: $.linkedSourceDefinition.properties.value.{path}: "
            + "only strings can be listed here: quote every value and say \"type\": \"string\", or remove 'enum'");
    }

    [Theory]
    [InlineData("""{ "enum": [] }""", "value.enum: no string is listed here, so that no value would be valid: list the strings, or remove 'enum'")]
    [InlineData("""{ "type": "text" }""", "value.type: 'text' is not a JSON type: use string, boolean, integer, number, array, object or null")]
    [InlineData("""{ "type": ["string", 5] }""", "value.type[1]: '5' is not a JSON type: use string, boolean, integer, number, array, object or null")]
    [InlineData("5", "value: this is not a schema: write an object, such as { \"type\": \"string\" }")]
    public void Schema_ofAProperty_thatMeansNothing_isDvp003(string schema, string message)
    {
        Lines(new PluginProject(SchemaSamples.WithValue(schema)).Run()).Should().ContainSingle()
            .Which.Should().EndWith("error DVP003: $.linkedSourceDefinition.properties." + message);
    }

    [Theory]
    [InlineData("\"properties\": []", "properties: write an object here, with one schema for each property")]
    [InlineData("\"required\": true", "required: write an array here, with the names of the properties that every value must have")]
    [InlineData("\"required\": [1]", "required: write an array here, with the names of the properties that every value must have")]
    [InlineData("\"required\": [\"a\"]", "required[0]: 'a' is required but not described: add it to 'properties', or remove it here")]
    public void Keyword_ofAnObject_thatMeansNothing_isDvp003(string keyword, string message)
    {
        Lines(new PluginProject(SchemaSamples.WithLinkedSource(keyword)).Run()).Should().ContainSingle()
            .Which.Should().EndWith("error DVP003: $.linkedSourceDefinition." + message);
    }

    [Fact]
    public void Fault_reachedByTwoReferences_isReportedOnce()
    {
        var schema = SchemaSamples.WithLinkedSource(
            """
            "properties": { "a": { "$ref": "#/definitions/bad" }, "b": { "$ref": "#/definitions/bad" } }
            """,
            """ "definitions": { "bad": { "type": "text" } }, """);

        Lines(new PluginProject(schema).Run()).Should().ContainSingle();
    }

    [Fact]
    public void Project_withoutSchemaFile_getsNothing()
    {
        var result = new PluginProject([new SchemaFile("/plugin/schemas/released/1.0.0.json", "{")]).Run();

        result.GeneratedSources.Should().BeEmpty();
        result.Diagnostics.Should().BeEmpty();
    }

    [Fact]
    public void Schema_cutOffAnywhere_neverMakesTheGeneratorThrow()
    {
        var schema = SchemaSamples.FromRepository("schema.json");

        for (var length = 0; length < schema.TrimEnd().Length; length += 97)
        {
            new PluginProject(schema[..length]).Run().Diagnostics.Should().ContainSingle().Which.Id.Should().Be("DVP001");
        }
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("[[{}], 1]")]
    [InlineData("{ \"\": { \"$ref\": \"#/definitions\" } }")]
    [InlineData("{ \"$ref\": \"#/%zz/~2//\" }")]
    public void Keyword_ofAnyKind_neverMakesTheGeneratorThrow(string value)
    {
        string[] keywords =
        [
            "$ref", "type", "enum", "properties", "required", "items", "minimum", "exclusiveMaximum", "default", "format", "pattern", "description",
            "prettyName", "allOf", "if", "patternProperties", "additionalProperties",
        ];

        foreach (var keyword in keywords)
        {
            foreach (var type in new[] { "object", "array", "string", "integer" })
            {
                var schema = SchemaSamples.WithValue(
                    keyword == "type" ? $$"""{ "type": {{value}} }""" : $$"""{ "type": "{{type}}", "{{keyword}}": {{value}} }""",
                    others: """ "definitions": { "properties": { "a": {} } }, """);
                new PluginProject(schema).Run().GeneratedSources.Should().NotBeEmpty();
            }
        }
    }

    private static IEnumerable<string> Lines(GeneratorRunResult result) => result.Diagnostics.Select(diagnostic => diagnostic.ToString());
}
