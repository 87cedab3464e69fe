using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Tools.Tests.Parameters;

public class ParameterTextTests
{
    private static readonly JsonObject Definition = JsonNode.Parse("""
        {
          "type": "object",
          "properties": {
            "text": { "type": "string" },
            "port": { "type": "integer" },
            "ratio": { "type": "number" },
            "flag": { "type": "boolean" },
            "list": { "type": "array", "items": { "type": "string" } },
            "either": { "type": ["string", "integer"] },
            "free": {},
            "inner": { "type": "object", "properties": { "port": { "$ref": "#/definitions/port" } } },
            "encoded": { "$ref": "#/definitions/port%20number" },
            "listed": { "$ref": "#/definitions/any/anyOf/0" },
            "loop": { "$ref": "#/properties/loop" }
          },
          "definitions": { "port": { "type": "integer" }, "port number": { "type": "integer" }, "any": { "anyOf": [{ "type": "integer" }] } }
        }
        """)!.AsObject();

    [Theory]
    [InlineData("text", "123", "\"123\"")]
    [InlineData("text", "true", "\"true\"")]
    [InlineData("port", "22", "22")]
    [InlineData("ratio", "1.50", "1.50")]
    [InlineData("flag", "true", "true")]
    [InlineData("list", "[\"a\",\"b\"]", "[\"a\",\"b\"]")]
    [InlineData("either", "22", "\"22\"")]
    [InlineData("free", "22", "\"22\"")]
    [InlineData("encoded", "22", "22")]
    [InlineData("listed", "22", "22")]
    [InlineData("loop", "22", "\"22\"")]
    [InlineData("unknown", "22", "\"22\"")]
    public void Text_is_read_as_what_the_schema_takes(string name, string text, string expected) =>
        Read(new JsonObject { [name] = text })[name]!.ToJsonString().Should().Be(expected);

    [Theory]
    [InlineData("port", "abc")]
    [InlineData("port", "true")]
    [InlineData("flag", "yes")]
    [InlineData("list", "a")]
    [InlineData("port", "")]
    [InlineData("list", """["\ud800"]""")]
    [InlineData("inner", """{"a":1,"a":2}""")]
    [InlineData("inner", """{"\udc00":1}""")]
    public void Text_that_does_not_fit_stays_for_validation_to_name(string name, string text) =>
        Read(new JsonObject { [name] = text })[name]!.GetValue<string>().Should().Be(text);

    [Fact]
    public void Text_inside_an_object_is_read_by_the_schema_referred_to() =>
        Read(new JsonObject { ["inner"] = new JsonObject { ["port"] = "22" } }).ToJsonString().Should().Be("""{"inner":{"port":22}}""");

    [Fact]
    public void Text_beside_values_of_other_kinds_leaves_these_alone() =>
        Read(new JsonObject { ["port"] = 22, ["text"] = 5, ["flag"] = null }).ToJsonString()
            .Should().Be("""{"port":22,"text":5,"flag":null}""");

    private static JsonObject Read(JsonObject values) => ParameterText.Read(Definition, values);
}
