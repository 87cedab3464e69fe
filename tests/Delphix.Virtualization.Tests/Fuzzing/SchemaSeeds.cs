using System.Text.Json;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Tests.Fuzzing;

/// <summary>Where random schema files come from: a definition with every keyword, changed at random.</summary>
internal static class SchemaSeeds
{
    /// <summary>Names that mean something in a schema file.</summary>
    internal static readonly string[] Names =
    [
        "type", "enum", "const", "properties", "required", "items", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "multipleOf", "minLength", "maxLength", "pattern", "format",
        "minItems", "maxItems", "uniqueItems", "additionalProperties", "patternProperties", "minProperties", "maxProperties", "allOf",
        "anyOf", "oneOf", "not", "$ref", "definitions", "default",
        "description", "prettyName", "ordering", "identityFields", "nameField", "dxFormProperties", "referenceType", "matches", "if",
        "then", "else", "contains", "dependencies", "propertyNames", "additionalItems", "$id", "$schema", "x-own", "a", "class", "1",
    ];

    /// <summary>Values that mean something in a schema file.</summary>
    internal static readonly string[] Values =
    [
        "\"string\"", "\"integer\"", "\"number\"", "\"boolean\"", "\"object\"", "\"array\"", "\"null\"", "[\"string\",\"null\"]",
        "[\"object\",\"integer\"]", "{\"type\":\"string\"}",
        "{\"type\":\"integer\",\"minimum\":1}", "{\"type\":\"object\",\"properties\":{\"a\":{}}}", "{\"$ref\":\"#\"}",
        "{\"$ref\":\"#/definitions/tree\"}", "{\"$ref\":\"#/properties/list\"}",
        "{\"$ref\":\"#/properties/list/items\"}", "\"#/definitions/tree\"", "\"#/%zz/~2//\"",
        "\"https://delphix.com/platform/api#/definitions/keyCredentialsSupplier\"", "\"unixpath\"",
        "\"password\"", "\"reference\"", "\"date-time\"", "\"^a+$\"", "\"(\"", "[\"a\",\"b\"]", "[\"text\"]", "5", "2",
        "{\"enum\":[\"x\",\" \",\"X\"]}", "{\"const\":1}", "[{\"type\":\"object\",\"required\":[\"text\"]}]",
        "[\"2020-01-01T00:00:00Z\",\"2020-01-01T00:00:00.000+01:00\"]", "{\"const\":\"2020-01-01\"}",
    ];

    /// <summary>A value of the definition before it is changed.</summary>
    internal const string ValidValue = """
        { "text": "ab", "path": "/a", "port": 22, "ratio": 0.5, "on": true, "mode": "full", "always": "x", "list": ["a"], "nested": { "class": "c", "1st": 1 }, "tree": { "children": [{}] },
          "secret": { "type": "NamedPasswordCredential", "password": "p" }, "either": 1, "map": { "xa": 1 } }
        """;

    private const string Definition = """
        {
          "type": "object", "additionalProperties": false, "required": ["text"], "ordering": ["text", "port"],
          "properties": {
            "text": { "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]*$", "default": "abc", "prettyName": "Text", "dxFormProperties": { "rows": 3 } },
            "path": { "type": "string", "format": "unixpath" },
            "port": { "type": "integer", "minimum": 1, "maximum": 65535, "default": 22 },
            "ratio": { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "multipleOf": 0.25 },
            "on": { "type": "boolean" },
            "mode": { "enum": ["full", "quick"] },
            "always": { "const": "x" },
            "list": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 3, "uniqueItems": true },
            "nested": { "type": "object", "properties": { "class": { "type": ["string", "null"] }, "1st": { "type": "integer" } }, "minProperties": 1 },
            "tree": { "$ref": "#/definitions/tree" },
            "secret": { "$ref": "https://delphix.com/platform/api#/definitions/passwordCredentialsSupplier" },
            "either": { "oneOf": [{ "type": "string" }, { "type": "integer" }], "not": { "enum": ["no"] } },
            "map": { "type": "object", "patternProperties": { "^x": { "type": "integer" } }, "additionalProperties": false, "maxProperties": 3 },
            "env": { "type": "string", "format": "reference", "referenceType": "UNIX_HOST_ENVIRONMENT" },
            "user": { "type": "string", "format": "reference", "referenceType": "HOST_USER", "matches": "env" }
          },
          "definitions": { "tree": { "type": "object", "properties": { "children": { "type": "array", "items": { "$ref": "#/definitions/tree" } } } } }
        }
        """;

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 1_000 };
    private static readonly JsonNode Original = JsonNode.Parse(Definition)!;

    /// <summary>The next file: mostly one with a changed snapshot definition, sometimes any JSON or a text that is cut off.</summary>
    internal static string Next(Random random, JsonMutator mutator)
    {
        var file = $$"""
            {
              "repositoryDefinition": { "properties": { "n": { "type": "string" } }, "nameField": "n", "identityFields": ["n"] },
              "sourceConfigDefinition": { "properties": { "n": { "type": "string" } }, "nameField": "n", "identityFields": ["n"] },
              "linkedSourceDefinition": {},
              "virtualSourceDefinition": {},
              "snapshotDefinition": {{mutator.Mutate(Part(random))?.ToJsonString() ?? "null"}},
              "snapshotParametersDefinition": {}
            }
            """;
        return random.Next(20) switch
        {
            0 => mutator.Mutate(JsonNode.Parse(file, documentOptions: AnyDepth)!)?.ToJsonString() ?? "null",
            1 => file[..random.Next(file.Length)],
            _ => file,
        };
    }

    // Small schemas, since NJsonSchema takes long to read large ones.
    private static JsonNode Part(Random random)
    {
        var part = Original.DeepClone();
        var properties = part["properties"]!.AsObject();
        foreach (var name in properties.Select(property => property.Key).Except(["text", "port"]).ToList())
        {
            if (random.Next(4) > 0)
                properties.Remove(name);
        }

        return part;
    }
}
