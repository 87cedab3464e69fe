using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Schemas;

public sealed class SchemaViolationTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "7", "v must be a string")]
    [InlineData("""{"type":"boolean"}""", "\"true\"", "v must be true or false")]
    [InlineData("""{"type":"integer"}""", "1.5", "v must be a whole number (up to 64 bits)")]
    [InlineData("""{"type":"number"}""", "\"1\"", "v must be a number")]
    [InlineData("""{"type":"array"}""", "{}", "v must be a list")]
    [InlineData("""{"type":"object"}""", "[]", "v must be an object")]
    [InlineData("""{"type":"object"}""", "null", "v must be an object")]
    [InlineData("""{"type":["string","null"]}""", "7", "v must be of type null or string")]
    [InlineData("""{"type":"integer","minimum":1}""", "0", "v must be at least 1")]
    [InlineData("""{"type":"integer","maximum":9}""", "10", "v must be at most 9")]
    [InlineData("""{"type":"number","exclusiveMinimum":0}""", "0", "v must be greater than 0")]
    [InlineData("""{"type":"number","exclusiveMaximum":1}""", "1", "v must be less than 1")]
    [InlineData("""{"type":"integer","multipleOf":4}""", "6", "v must be a multiple of 4")]
    [InlineData("""{"type":"string","minLength":2}""", "\"x\"", "v must have at least 2 character(s)")]
    [InlineData("""{"type":"string","maxLength":2}""", "\"xyz\"", "v must have at most 2 character(s)")]
    [InlineData("""{"type":"string","pattern":"^a$"}""", "\"xyz\"", "v must match ^a$")]
    [InlineData("""{"type":"string","enum":["on","off"]}""", "\"xyz\"", "v must be one of: on, off")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"xyz\"", "v must be a valid date-time")]
    [InlineData("""{"type":"array","minItems":1}""", "[]", "v must have at least 1 item(s)")]
    [InlineData("""{"type":"array","maxItems":1}""", "[1,2]", "v must have at most 1 item(s)")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"uniqueItems":true}""", "[1,1]", "v must not have an item twice")]
    [InlineData(
        """{"type":"array","items":{"type":"string","minLength":2}}""", "[\"xy\",\"x\",7]", "v[1] must have at least 2 character(s)",
        "v[2] must be a string")]
    [InlineData("""{"type":"array","items":{"type":"object","required":["k"]}}""", "[{}]", "v[0].k is required")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", "{\"k\":7}", "v.k must be a string")]
    [InlineData(
        """{"type":"object","required":["k"],"additionalProperties":false,"properties":{"k":{}}}""", "{\"x\":7}", "v.k is required",
        "v.x is not a known property (known: k)")]
    [InlineData("""{"type":"object","minProperties":2}""", "{}", "v must have at least 2 properties")]
    [InlineData("""{"type":"object","maxProperties":1}""", "{\"a\":1,\"b\":1}", "v must have at most 1 properties")]
    [InlineData("""{"not":{"type":"string"}}""", "\"xyz\"", "v has a form that the schema excludes")]
    [InlineData("""{"type":"null"}""", "\"xyz\"", "v must be null")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"integer"}]}""", "true", "v has none of the forms that the schema allows")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"}]}""", "true", "v has none of the forms that the schema allows")]
    [InlineData(
        """{"$ref":"https://delphix.com/platform/api#/definitions/passwordCredentialsSupplier"}""", "\"xyz\"",
        "v must be a credentials supplier with the properties of its type: NamedPasswordCredential, CyberArkVaultCredential, "
            + "HashiCorpVaultCredential, AzureVaultCredential")]
    public void Value_that_breaks_its_schema_is_described_and_not_quoted(string schema, string value, params string[] faults)
    {
        var thrown = ViolationOf(schema, $$"""{"v":{{value}}}""");

        thrown.Faults.Should().Equal(faults);
        thrown.Message.Should().Be($"The value breaks the plugin's schema: {string.Join("; ", faults)}.").And.NotContain("xyz");
    }

    [Theory]
    [InlineData("""{"type":"string","pattern":"^(a+)+$"}""", "\"TEXT!\"")]
    [InlineData("""{"type":["string","null"],"pattern":"^(a+)+$"}""", "\"TEXT!\"")]
    [InlineData("""{"patternProperties":{"^(a+)+$":{"type":"string"}}}""", "{\"TEXT!\":\"\"}")]
    public async Task Text_that_takes_too_long_to_match_a_pattern_is_a_violation(string schema, string value)
    {
        var json = $$"""{"v":{{value.Replace("TEXT", new string('a', 40), StringComparison.Ordinal)}}}""";

        (await Task.Run(() => ViolationOf(schema, json)).WaitAsync(TimeSpan.FromSeconds(20))).Faults
            .Should().Equal("a text takes too long to match ^(a+)+$: the pattern must be simpler");
    }

    [Theory]
    [InlineData("\"orders\"")]
    [InlineData("\"\"")]
    [InlineData("\"~/orders\"")]
    [InlineData("\"/orders\\u0000\"")]
    public void Unix_path_that_is_relative_or_has_a_NUL_is_a_violation(string path) =>
        ViolationOf("""{"type":"string","format":"unixpath"}""", $$"""{"v":{{path}}}""").Faults
            .Should().Equal("v must be an absolute path without NUL characters");

    [Theory]
    [InlineData("""{"type":"string","format":"unixpath"}""", "\"/\"")]
    [InlineData("""{"type":"string","format":"unixpath"}""", "\"/a b/ü/..\"")]
    [InlineData("""{"type":"string","format":"password"}""", "\"x\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2024-02-29T10:00:00Z\"")]
    [InlineData("""{"type":"string","maxLength":24}""", "\"2024-02-29T10:00:00.000Z\"")]
    [InlineData("""{"type":"integer"}""", "9223372036854775807")]
    [InlineData("""{"type":"number"}""", "1e400")]
    [InlineData("""{"type":["string","null"]}""", "null")]
    public void Value_that_satisfies_its_schema_passes(string schema, string value)
    {
        var schemas = SchemasOf(schema);

        schemas.Validate(DefinitionKind.Snapshot, JsonNode.Parse($$"""{"v":{{value}}}"""), "The value");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    public void Whole_value_of_the_wrong_type_is_called_the_value(string value)
    {
        var act = () => SchemasOf("{}").Validate(DefinitionKind.Snapshot, JsonNode.Parse(value), "It");

        act.Should().ThrowExactly<SchemaViolationException>().Which.Message
            .Should().Be("It breaks the plugin's schema: the value must be an object.");
    }

    [Fact]
    public void Values_made_in_memory_are_validated_like_parsed_ones()
    {
        var schemas = SchemasOf("""{"type":"integer"}""");

        foreach (var value in new JsonNode[] { JsonValue.Create(5), JsonValue.Create(5L), JsonValue.Create((byte)5) })
            schemas.Validate(DefinitionKind.Snapshot, new JsonObject { ["v"] = value }, "The value");
    }

    private static SchemaViolationException ViolationOf(string schema, string value)
    {
        var schemas = SchemasOf(schema);
        var act = () => schemas.Validate(DefinitionKind.Snapshot, JsonNode.Parse(value), "The value");
        return act.Should().ThrowExactly<SchemaViolationException>().Which;
    }

    /// <summary>The sample schemas with a snapshot that has one property, <c>v</c>.</summary>
    private static PluginSchemas SchemasOf(string schema)
    {
        var file = SampleSchemas.File();
        file["snapshotDefinition"] =
            new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["v"] = JsonNode.Parse(schema) } };
        return PluginSchemas.FromJson(file);
    }
}
