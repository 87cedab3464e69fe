using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Schemas;

public sealed class QuickCheckTests
{
    private static readonly string[] Properties =
    [
        """{ "type": "string" }""",
        """{ "type": "string", "minLength": 2, "maxLength": 3 }""",
        """{ "type": "string", "pattern": "^a+$" }""",
        """{ "type": "string", "enum": ["a", "bb"] }""",
        """{ "type": "string", "format": "unixpath" }""",
        """{ "type": "string", "format": "date-time" }""",
        """{ "type": "string", "format": "password" }""",
        """{ "type": "integer" }""",
        """{ "type": "integer", "minimum": 2, "maximum": 10 }""",
        """{ "type": "integer", "multipleOf": 2 }""",
        """{ "type": "integer", "minimum": 1.5 }""",
        """{ "type": "number", "minimum": 2 }""",
        """{ "type": "boolean" }""",
        """{ "type": ["string", "null"] }""",
        """{ "type": "array", "items": { "type": "string", "minLength": 1 } }""",
        """{ "type": "array", "minItems": 2 }""",
        """{ "type": "array", "items": { "type": "object", "required": ["p"], "properties": { "p": { "type": "integer" } } } }""",
        """{ "type": "object", "additionalProperties": false, "properties": { "p": { "type": "boolean" } } }""",
        """{ "type": "object", "additionalProperties": { "type": "string" } }""",
        """{ "enum": [1, "a"] }""",
        "{}",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "1", "2", "4", "11", "-3", "2.0", "2.5", "1e2", "99999999999999999999", "\"\"", "\"a\"", "\"bb\"",
        "\"aaaa\"", "\"/a\"",
        "\"2026-11-20T09:00:00Z\"", "[]", "[\"a\"]", "[\"\"]", "[1, 2]", "[{ \"p\": 1 }]", "[{}]", "{}", "{ \"p\": true }", "{ \"p\": 1 }",
        "{ \"q\": \"a\" }",
    ];

    [Fact]
    public void Value_with_common_keywords_is_checked_without_the_library()
    {
        var file = SampleSchemas.File();
        file["snapshotDefinition"] = JsonNode.Parse(
            """{ "type": "object", "required": ["n"], "properties": { "n": { "type": "integer", "minimum": 0, "maximum": 9 },"""
                + """ "s": { "type": "string", "minLength": 1, "maxLength": 3 } } }""");
        var schemas = PluginSchemas.FromJson(file);
        var value = JsonNode.Parse("""{ "n": 7, "s": "abc" }""");
        schemas.Validate(DefinitionKind.Snapshot, value, "The value");

        var before = GC.GetAllocatedBytesForCurrentThread();
        schemas.Validate(DefinitionKind.Snapshot, value, "The value");

        // The library takes more for a single property.
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1_000);
    }

    [Fact]
    public void Check_never_accepts_what_the_library_refuses()
    {
        var random = new Random(1);
        var accepted = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var definition = RandomDefinition(random);
            var library = LibrarySchema.Of(() => definition);
            var check = QuickCheck.Compile(definition, library);
            for (var i = 0; i < 10; i++)
            {
                var value = RandomValue(random);
                if (!check.Holds(value))
                    continue;
                accepted++;
                library.FaultsOf(value).Should().BeEmpty("of {0} against {1}", value, definition);
            }
        }

        accepted.Should().BeGreaterThan(500, "else little was tested");
    }

    [Fact]
    public void Check_accepts_ordinary_values_by_itself()
    {
        var neverRead = LibrarySchema.Of(() => throw new InvalidOperationException("The library was asked."));

        (int Property, string Value)[] ordinary =
        [
            (0, "\"a\""), (1, "\"bb\""), (2, "\"aaaa\""), (3, "\"a\""), (4, "\"/a\""), (5, "\"2026-11-20T09:00:00Z\""), (7, "4"), (8, "4"),
            (12, "true"), (14, "[\"a\"]"), (17, "{ \"p\": true }"),
        ];
        foreach (var (property, value) in ordinary)
            QuickCheck.Compile(JsonNode.Parse(Properties[property])!.AsObject(), neverRead).Holds(JsonNode.Parse(value))
                .Should().BeTrue("of {0} against {1}", value, Properties[property]);
    }

    private static JsonObject RandomDefinition(Random random)
    {
        var properties = new JsonObject();
        foreach (var name in new[] { "a", "b", "c" })
        {
            if (random.Next(3) > 0)
                properties[name] = JsonNode.Parse(Properties[random.Next(Properties.Length)]);
        }

        var definition = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (random.Next(2) == 0)
            definition["additionalProperties"] = random.Next(2) == 0;
        if (random.Next(2) == 0)
            definition["required"] = new JsonArray("a");
        return definition;
    }

    private static JsonObject RandomValue(Random random)
    {
        var value = new JsonObject();
        foreach (var name in new[] { "a", "b", "c", "d" })
        {
            if (random.Next(2) == 0)
                value[name] = JsonNode.Parse(Values[random.Next(Values.Length)]);
        }

        return value;
    }
}
