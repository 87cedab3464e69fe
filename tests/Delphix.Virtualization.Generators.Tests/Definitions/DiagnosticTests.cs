using Delphix.Virtualization.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Tests.Definitions;

public sealed class DiagnosticTests
{
    [Fact]
    public void Schema_that_is_not_json_is_dvp001_at_its_line()
    {
        var result = new PluginProject("{\n  \"repositoryDefinition\": {,\n}").Run();

        Lines(result).Should().Equal(
            "/plugin/schemas/schema.json(2,28): error DVP001: 'schema.json' is not valid JSON: expected a name in double quotes but found "
                + "','");
        result.GeneratedSources.Select(source => source.HintName).Should().Contain(
            ["RepositoryDefinition.g.cs", "SnapshotParametersDefinition.g.cs"], "what uses the classes is not at fault");
    }

    [Fact]
    public void Schema_that_cannot_be_read_is_dvp001()
    {
        Lines(new PluginProject([new SchemaFile("schema.json", null)]).Run()).Should()
            .Equal("schema.json(1,1): error DVP001: 'schema.json' is not valid JSON: it cannot be read as text");
    }

    [Fact]
    public void Definitions_that_are_missing_are_dvp002_each_and_the_others_are_generated()
    {
        var result = new PluginProject("""

            { "repositoryDefinition": { "properties": { "n": { "type": "string" } }, "nameField": "n", "identityFields": ["n"] }, "virtualSourceDefinition": { "type": "object" } }
            """).Run();

        string[] missing = ["linkedSourceDefinition", "snapshotDefinition", "snapshotParametersDefinition", "sourceConfigDefinition"];
        Lines(result).Should().BeEquivalentTo(missing.Select(name =>
            $"/plugin/schemas/schema.json(2,1): error DVP002: 'schema.json' has no '{name}': "
            + "add it at the top level, with \"type\": \"object\" and its \"properties\""));
        result.GeneratedSources.Select(source => source.HintName).Should().Equal(
            "RepositoryDefinition.g.cs", "VirtualSourceDefinition.g.cs", "SourceAliases.g.cs");
        result.GeneratedSources.Last().SourceText.ToString().Should().Contain("VirtualSource<").And.NotContain("LinkedSourceDefinition");
    }

    [Fact]
    public void Schema_that_is_no_object_is_dvp004()
    {
        Lines(new PluginProject("[]").Run()).Should()
            .Equal(
                "/plugin/schemas/schema.json(1,1): error DVP004: schema.json: must be an object with one entry for each definition, is an "
                    + "empty list");
    }

    [Fact]
    public void SecondSchemaFile_is_dvp004_and_the_first_by_path_is_used()
    {
        var schema = SchemaSamples.WithValue("""{ "type": "string" }""");

        var result = new PluginProject([new SchemaFile("/b/schema.json", "{}"), new SchemaFile("/a/schema.json", schema)]).Run();

        Lines(result).Should().Equal(
            "/b/schema.json(1,1): error DVP004: schema.json: a plugin has one schema file, and '/a/schema.json' is used: "
            + "remove the other one from the project's AdditionalFiles");
        result.GeneratedSources.Should().HaveCount(7);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    public void Definition_that_is_no_object_is_dvp004(string definition)
    {
        var schema = SchemaSamples.WithLinkedSource("\"properties\": {}").Replace(
            "\"snapshotDefinition\": { \"type\": \"object\" }", "\"snapshotDefinition\": " + definition, StringComparison.Ordinal);

        Lines(new PluginProject(schema).Run()).Should().Equal(
            "/plugin/schemas/schema.json(5,3): error DVP004: snapshotDefinition: "
            + "a definition describes an object: say \"type\": \"object\" and list its values in 'properties'");
    }

    [Theory]
    [InlineData("\"array\"")]
    [InlineData("[\"string\", \"null\"]")]
    public void Definition_of_another_type_is_dvp004(string type)
    {
        var schema = SchemaSamples.WithLinkedSource("\"properties\": {}").Replace(
            "\"snapshotDefinition\": { \"type\": \"object\" }", "\"snapshotDefinition\": { \"type\": " + type + " }",
            StringComparison.Ordinal);

        Lines(new PluginProject(schema).Run()).Should().Equal(
            "/plugin/schemas/schema.json(5,27): error DVP004: snapshotDefinition.type: "
            + "a definition describes an object: say \"type\": \"object\" and list its values in 'properties'");
    }

    [Theory]
    [InlineData(
        """{ "$ref": "#/definitions/none" }""",
        "value.$ref: the reference '#/definitions/none' leads nowhere: '#/…' begins at the definition in which it stands, such as "
            + "'#/definitions/name'")]
    [InlineData("""{ "$ref": 7 }""", "value.$ref: must be a text, is the number 7")]
    [InlineData("""{ "enum": ["a", "a"] }""", "value.enum[1]: \"a\" is listed twice")]
    [InlineData("""{ "enum": [] }""", "value.enum: must be a list of values, is an empty list")]
    [InlineData(
        """{ "type": ["string", 5] }""",
        "value.type[1]: '5' is not a JSON type: use string, boolean, integer, number, array, object or null")]
    [InlineData("5", "value: must be a schema, such as { \"type\": \"string\" }, is the number 5")]
    public void Property_that_breaks_a_rule_is_dvp004_and_classes_are_there(string schema, string message)
    {
        var result = new PluginProject(SchemaSamples.WithValue("\n " + schema)).Run();

        Lines(result).Should().ContainSingle().Which.Should()
            .MatchRegex(@"^/plugin/schemas/schema\.json\([67],").And.EndWith("error DVP004: linkedSourceDefinition.properties." + message);
        result.GeneratedSources.Should().HaveCount(7);
    }

    [Fact]
    public void Faults_of_a_file_are_reported_at_once_each_at_its_place()
    {
        var schema = SchemaSamples.WithLinkedSource("""
            "properties": {
              "a": { "type": "integer", "minimum": "1" },
              "b": { "pattern": "(" }
            }
            """);

        Lines(new PluginProject(schema).Run()).Should().Equal(
            "/plugin/schemas/schema.json(7,29): error DVP004: linkedSourceDefinition.properties.a.minimum: must be a number, is the text "
                + "'1'",
            "/plugin/schemas/schema.json(8,10): error DVP004: linkedSourceDefinition.properties.b.pattern: is no regular expression: "
                + "Invalid pattern '(' at offset 1. Not enough )'s");
    }

    [Fact]
    public void Fault_reached_by_two_references_is_reported_once()
    {
        var schema = SchemaSamples.WithLinkedSource(
            """
            "properties": { "a": { "$ref": "#/definitions/bad" }, "b": { "$ref": "#/definitions/bad" } }
            """,
            """ "bad": { "type": "text" } """);

        Lines(new PluginProject(schema).Run()).Should().ContainSingle();
    }

    [Fact]
    public void Project_without_schema_file_gets_nothing()
    {
        var result = new PluginProject([new SchemaFile("/plugin/schemas/released/1.0.0.json", "{")]).Run();

        result.GeneratedSources.Should().BeEmpty();
        result.Diagnostics.Should().BeEmpty();
    }

    [Fact]
    public void Schema_cut_off_anywhere_never_makes_the_generator_throw()
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
    public void Keyword_of_any_kind_never_makes_the_generator_throw(string value)
    {
        string[] keywords =
        [
            "$ref", "type", "enum", "properties", "required", "items", "minimum", "exclusiveMaximum", "default", "format", "pattern",
            "description",
            "prettyName", "allOf", "if", "patternProperties", "additionalProperties",
        ];

        foreach (var keyword in keywords)
        {
            foreach (var type in new[] { "object", "array", "string", "integer" })
            {
                var schema = SchemaSamples.WithValue(
                    keyword == "type" ? $$"""{ "type": {{value}} }""" : $$"""{ "type": "{{type}}", "{{keyword}}": {{value}} }""",
                    definitions: """ "properties": { "properties": { "a": {} } } """);
                new PluginProject(schema).Run().GeneratedSources.Should().NotBeEmpty();
            }
        }
    }

    private static IEnumerable<string> Lines(GeneratorRunResult result) => result.Diagnostics.Select(diagnostic => diagnostic.ToString());
}
