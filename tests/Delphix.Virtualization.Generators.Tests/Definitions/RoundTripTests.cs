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
    public void Value_that_is_read_and_written_keeps_everything_and_adds_nothing(string json)
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
    public void EnumValue_that_looks_like_something_else_keeps_its_member(string value)
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
    public void Value_that_breaks_the_schema_is_refused(string json)
    {
        FluentActions.Invoking(() => JsonSerializer.Deserialize(json, LoadLinkedSource())).Should().Throw<JsonException>();
    }

    [Fact]
    public void Values_of_any_content_keep_everything_and_add_nothing()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        var type = LoadLinkedSource();
        for (var round = 0; round < 1_000; round++)
        {
            var json = RandomLinkedSource(random);

            var written = JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(json, type), type);

            JsonNode.DeepEquals(written, json).Should().BeTrue("seed {0}, round {1}: {2} became {3}", Seed, round, json, written);
        }
    }

    private static JsonObject RandomLinkedSource(Random random)
    {
        string[] texts = ["", " ", "a", "\"\\\n\u2028", "größe", "2026-11-20T09:00:00Z", "null"];
        string[] modes = ["first", "re-sync", "x\"y", "A", "a", "1", "0", "-1", "2.0", "a, b", "A,a", "é"];
        var value = new JsonObject { ["name"] = Text(), ["open"] = random.Next(2) == 0 ? null : Text() };
        Maybe("ssh-port", () => random.Next(1, 65536));
        Maybe("bytes", () => random.NextInt64(long.MinValue, long.MaxValue));
        Maybe("ratio", () => random.NextDouble());
        Maybe("isOn", () => random.Next(2) == 0);
        Maybe("mode", Mode);
        Maybe("modes", () => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Mode())]));
        Maybe(
            "credentials",
            () => new JsonObject
            {
                ["user"] = Text(),
                ["keys"] = new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Text())]),
            });
        Maybe("anything", () => new JsonObject { ["deep"] = new JsonArray(null, Text(), 1.5, new JsonObject { ["class"] = true }) });
        Maybe("odd", () => random.Next(2) == 0 ? "" : " x");
        return value;

        JsonNode Text() => texts[random.Next(texts.Length)];
        JsonNode Mode() => modes[random.Next(modes.Length)];
        void Maybe(string name, Func<JsonNode?> make)
        {
            if (random.Next(2) == 0)
                value[name] = make();
        }
    }

    private static Type LoadLinkedSource() =>
        new PluginProject(SchemaSamples.WithLinkedSource(Properties)).Load().GetType("Sample.LinkedSourceDefinition", throwOnError: true)!;
}
