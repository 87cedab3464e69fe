using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Definitions;

public sealed class TypeMappingTests
{
    [Theory]
    [InlineData("""{ "type": "string" }""", "string")]
    [InlineData("""{ "type": ["string"] }""", "string")]
    [InlineData("""{ "type": ["string", "null"] }""", "string?")]
    [InlineData("""{ "type": "string", "format": "date-time" }""", "string")]
    [InlineData("""{ "type": "boolean" }""", "bool")]
    [InlineData("""{ "type": ["null", "boolean"] }""", "bool?")]
    [InlineData("""{ "type": "number", "minimum": 0, "maximum": 1 }""", "double")]
    [InlineData("""{ "type": ["integer", "number"] }""", "double")]
    [InlineData("""{ "type": "integer" }""", "long")]
    [InlineData("""{ "type": "integer", "minimum": 1 }""", "long")]
    [InlineData("""{ "type": "integer", "maximum": 1 }""", "long")]
    [InlineData("""{ "type": "integer", "minimum": 1, "maximum": 65535 }""", "int")]
    [InlineData("""{ "type": "integer", "minimum": -2147483648, "maximum": 2147483647 }""", "int")]
    [InlineData("""{ "type": "integer", "minimum": -2147483649, "maximum": 0 }""", "long")]
    [InlineData("""{ "type": "integer", "minimum": 0, "maximum": 2147483648 }""", "long")]
    [InlineData("""{ "type": "integer", "exclusiveMinimum": -2147483649, "exclusiveMaximum": 2147483648 }""", "int")]
    [InlineData("""{ "type": "integer", "minimum": 0, "exclusiveMaximum": 2147483649 }""", "long")]
    [InlineData("""{ "type": "array", "items": { "type": "string" } }""", "IReadOnlyList<string>")]
    [InlineData("""{ "type": ["array", "null"], "items": { "type": ["integer", "null"] } }""", "IReadOnlyList<long?>?")]
    [InlineData(
        """{ "type": "array", "items": { "type": "array", "items": { "type": "boolean" } } }""", "IReadOnlyList<IReadOnlyList<bool>>")]
    [InlineData("""{ "items": { "type": "string" } }""", "IReadOnlyList<string>")]
    [InlineData("""{ "type": "array" }""", "IReadOnlyList<JsonNode?>")]
    [InlineData("""{ "type": "array", "items": true }""", "IReadOnlyList<JsonNode?>")]
    [InlineData("""{ "const": "a" }""", "LinkedSourceValue")]
    [InlineData("""{ "const": " a" }""", "string")]
    [InlineData("""{ "const": true }""", "bool")]
    [InlineData("""{ "const": 1 }""", "long")]
    [InlineData("""{ "type": "integer", "const": 1 }""", "long")]
    [InlineData("""{ "$ref": "https://delphix.com/platform/api#/definitions/passwordCredentialsSupplier" }""", "JsonObject")]
    [InlineData("""{ "type": "object", "properties": { "a": {} } }""", "LinkedSourceValue")]
    [InlineData("""{ "type": ["object", "null"], "properties": { "a": {} } }""", "LinkedSourceValue?")]
    [InlineData("""{ "properties": { "a": {} } }""", "LinkedSourceValue")]
    [InlineData("""{ "type": "array", "items": { "type": "object", "properties": { "a": {} } } }""", "IReadOnlyList<LinkedSourceValue>")]
    [InlineData("""{ "type": "string", "enum": ["a", "b"] }""", "LinkedSourceValue")]
    [InlineData("""{ "enum": ["a", "b"] }""", "LinkedSourceValue")]
    [InlineData("""{ "enum": ["a", null] }""", "LinkedSourceValue?")]
    [InlineData("""{ "type": ["string", "null"], "enum": ["a", null] }""", "LinkedSourceValue?")]
    [InlineData("""{ "type": "string", "enum": ["a", null] }""", "LinkedSourceValue")]
    [InlineData("""{ "type": "array", "items": { "enum": ["a"] } }""", "IReadOnlyList<LinkedSourceValue>")]
    [InlineData("""{ "enum": ["", "b"] }""", "string")]
    [InlineData("""{ "enum": [" a"] }""", "string")]
    public void Schema_of_one_type_maps_to_it(string schema, string type)
    {
        TypeOf(schema).Should().Be(type);
    }

    [Theory]
    [InlineData("{}", "JsonNode?")]
    [InlineData("true", "JsonNode?")]
    [InlineData("""{ "type": "null" }""", "JsonNode?")]
    [InlineData("""{ "type": ["string", "integer"] }""", "JsonNode")]
    [InlineData("""{ "type": ["string", "integer", "null"] }""", "JsonNode?")]
    [InlineData("""{ "oneOf": [{ "type": "string" }, { "type": "integer" }] }""", "JsonNode?")]
    [InlineData("""{ "type": "object" }""", "JsonNode")]
    [InlineData("""{ "type": "object", "additionalProperties": { "type": "string" } }""", "JsonNode")]
    [InlineData("""{ "type": "object", "properties": { "a": {} }, "additionalProperties": { "type": "string" } }""", "JsonNode")]
    [InlineData("""{ "type": "object", "properties": { "a": {} }, "patternProperties": { "^x": {} } }""", "JsonNode")]
    [InlineData("""{ "type": "object", "properties": { "a": {} }, "anyOf": [{ "properties": { "b": {} } }] }""", "JsonNode")]
    public void Schema_of_no_single_type_stays_json_and_says_so(string schema, string type)
    {
        TypeOf(schema).Should().Be(type);
        Generate(schema).Should().Contain(
            "/// <summary><c>value</c>. Kept as JSON, because the schema does not name one simpler type.</summary>");
    }

    [Fact]
    public void Object_whose_conditions_only_name_listed_properties_is_a_record()
    {
        TypeOf("""
            { "type": "object", "properties": { "a": {}, "b": {} }, "oneOf": [{ "required": ["a"] }, { "properties": { "b": { "minLength": 1 } } }] }
            """).Should().Be("LinkedSourceValue");
    }

    [Theory]
    [InlineData("""{ "type": "string" }""", "string?")]
    [InlineData("""{ "type": ["string", "null"] }""", "string?")]
    [InlineData("""{ "type": "boolean" }""", "bool?")]
    [InlineData("""{ "enum": ["a"] }""", "LinkedSourceValue?")]
    [InlineData("{}", "JsonNode?")]
    public void Property_that_is_optional_is_nullable_and_left_out_when_null(string schema, string type)
    {
        Generate(schema, isRequired: false).Should().Contain($$"""
                [JsonPropertyName("value")]
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
                public {{type}} Value { get; init; }
            """);
    }

    [Fact]
    public void Property_that_is_required_and_may_be_null_is_always_written()
    {
        Generate("""{ "type": ["string", "null"] }""").Should().Contain("""
                [JsonPropertyName("value")]
                public required string? Value { get; init; }
            """);
    }

    private static string TypeOf(string schema) =>
        Generate(schema).Split('\n').Single(line => line.EndsWith(" Value { get; init; }", StringComparison.Ordinal))
            .Replace("    public required ", "", StringComparison.Ordinal).Replace(" Value { get; init; }", "", StringComparison.Ordinal);

    private static string Generate(string schema, bool isRequired = true)
    {
        var project = new PluginProject(SchemaSamples.WithValue(schema, isRequired));
        project.Check().Should().BeEmpty();
        return project.Generate()["LinkedSourceDefinition.g.cs"];
    }
}
