using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Definitions;

public sealed class RoundTripTests
{
    private const string Properties = """
        "required": ["name", "open"],
        "properties": {
          "name": { "type": "string" },
          "open": { "type": ["string", "null"] },
          "ssh-port": { "type": "integer", "minimum": 1, "maximum": 65535 },
          "bytes": { "type": "integer" },
          "ratio": { "type": "number" },
          "isOn": { "type": "boolean" },
          "mode": { "enum": ["first", "re-sync", "x\"y", "A", "a", "1", "0", "-1", "2.0", "a, b", "A,a", "é"] },
          "modes": { "type": "array", "items": { "$ref": "#/properties/mode" } },
          "credentials": {
            "type": "object",
            "required": ["user"],
            "properties": { "user": { "type": "string" }, "keys": { "type": "array", "items": { "type": "string" } } }
          },
          "anything": {},
          "odd": { "enum": ["", " x"] }
        }
        """;

    [Theory]
    [InlineData("""{"name":"n","open":null}""")]
    [InlineData("""{"name":"","open":"o","isOn":false,"modes":[]}""")]
    [InlineData("""{"name":"n","open":null,"mode":"A","modes":["a","A"],"odd":" x"}""")]
    [InlineData("""
        {"name":"n","open":"o","ssh-port":22,"bytes":9007199254740993,"ratio":0.1,"isOn":true,"mode":"x\"y","modes":["re-sync","first"],
         "credentials":{"user":"u","keys":["a","b"]},"anything":{"deep":[1,null,{"x":true}]},"odd":""}
        """)]
    public void Value_thatIsReadAndWritten_keepsEverythingAndAddsNothing(string json)
    {
        var type = LoadLinkedSource();

        var written = JsonSerializer.Serialize(JsonSerializer.Deserialize(json, type), type);

        JsonNode.DeepEquals(JsonNode.Parse(written), JsonNode.Parse(json)).Should().BeTrue("{0} was written", written);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("2.0")]
    [InlineData("a, b")]
    [InlineData("A,a")]
    [InlineData("é")]
    public void EnumValue_thatLooksLikeSomethingElse_keepsItsMember(string value)
    {
        var type = LoadLinkedSource();

        var record = JsonSerializer.Deserialize($$"""{"name":"n","open":null,"mode":"{{value}}"}""", type);

        var mode = type.GetProperty("Mode")!.GetValue(record)!;
        mode.GetType().GetField(mode.ToString()!)!.GetCustomAttributesData().Single().ConstructorArguments[0].Value.Should().Be(value);
    }

    [Theory]
    [InlineData("""{"open":null}""")]
    [InlineData("""{"name":"n","open":null,"mode":"second"}""")]
    [InlineData("""{"name":"n","open":null,"credentials":{}}""")]
    public void Value_thatBreaksTheSchema_isRefused(string json)
    {
        FluentActions.Invoking(() => JsonSerializer.Deserialize(json, LoadLinkedSource())).Should().Throw<JsonException>();
    }

    private static Type LoadLinkedSource() =>
        new PluginProject(SchemaSamples.WithLinkedSource(Properties)).Load().GetType("Sample.LinkedSourceDefinition", throwOnError: true)!;
}
