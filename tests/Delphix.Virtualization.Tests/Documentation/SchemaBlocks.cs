using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>What schemas.md has of the rules for schema files and values: each message is what really comes.</summary>
internal static class SchemaBlocks
{
    private const string Supplier = "https://delphix.com/platform/api#/definitions/credentialsSupplier";

    /// <summary>Schemas of a property <c>v</c>, each with a value that breaks it.</summary>
    private static readonly (string Keyword, string Schema, string Value)[] Violations =
    [
        ("type", """{"type":"string"}""", "7"),
        ("type", """{"type":"boolean"}""", "\"true\""),
        ("type", """{"type":"integer"}""", "1.5"),
        ("type", """{"type":"number"}""", "\"1\""),
        ("type", """{"type":"array"}""", "{}"),
        ("type", """{"type":"object"}""", "[]"),
        ("type", """{"type":["string","null"]}""", "7"),
        ("enum", """{"type":"string","enum":["on","off"]}""", "\"up\""),
        ("minLength", """{"type":"string","minLength":2}""", "\"a\""),
        ("maxLength", """{"type":"string","maxLength":2}""", "\"abc\""),
        ("pattern", """{"type":"string","pattern":"^a+$"}""", "\"b\""),
        ("minimum", """{"type":"integer","minimum":1}""", "0"),
        ("maximum", """{"type":"integer","maximum":9}""", "10"),
        ("exclusiveMinimum", """{"type":"number","exclusiveMinimum":0}""", "0"),
        ("exclusiveMaximum", """{"type":"number","exclusiveMaximum":1}""", "1"),
        ("multipleOf", """{"type":"integer","multipleOf":4}""", "6"),
        ("items", """{"type":"array","items":{"type":"string"}}""", "[7]"),
        ("minItems", """{"type":"array","minItems":1}""", "[]"),
        ("maxItems", """{"type":"array","maxItems":1}""", "[1,2]"),
        ("uniqueItems", """{"type":"array","items":{"type":"integer"},"uniqueItems":true}""", "[1,1]"),
        ("required", """{"type":"object","required":["a"]}""", "{}"),
        ("additionalProperties", """{"type":"object","additionalProperties":false,"properties":{"a":{}}}""", "{\"b\":7}"),
        ("oneOf, anyOf", """{"oneOf":[{"type":"string"},{"type":"integer"}]}""", "true"),
        ("format: unixpath", """{"type":"string","format":"unixpath"}""", "\"data\""),
        ("format: date-time", """{"type":"string","format":"date-time"}""", "\"today\""),
        ("$ref", $$"""{"$ref":"{{Supplier}}"}""", "\"secret\""),
    ];

    /// <summary>Changes to a valid schema file that make it invalid: what, a path to where, and the JSON that is put there.</summary>
    private static readonly (string What, string[] Path, string Json)[] Refused =
    [
        ("A definition is missing", ["virtualSourceDefinition"], "null"),
        ("A property that is no definition", ["definitions"], "{}"),
        ("`identityFields` is missing or names no property", ["repositoryDefinition", "identityFields"], "[\"id\"]"),
        ("`nameField` names no property", ["sourceConfigDefinition", "nameField"], "\"title\""),
        ("`identityFields` or `nameField` elsewhere", ["snapshotDefinition", "nameField"], "\"label\""),
        ("A `pattern` that is no regular expression", ["snapshotDefinition", "properties", "label", "pattern"], "\"(\""),
        ("A `$ref` out of the file", ["snapshotDefinition", "properties", "label"], """{"$ref":"https://example.com/a.json"}"""),
        ("A `$ref` to what is not there", ["snapshotDefinition", "properties", "label"], """{"$ref":"#/definitions/none"}"""),
    ];

    internal static async Task<IEnumerable<GeneratedBlock>> RenderAsync() =>
    [
        new("definitions", await DefinitionsAsync()),
        new("violations", Markdown.Table(["keyword", "schema of `v`", "value", "what the user reads"], await ViolationRowsAsync())),
        new("refused", Markdown.Table(["what", "message"], await RefusedRowsAsync())),
        .. DefinitionBlocks.Render(),
    ];

    private static async Task<string> DefinitionsAsync()
    {
        var rows = new List<string[]>();
        foreach (var kind in Enum.GetValues<DefinitionKind>())
        {
            var name = PluginSchemas.NameOf(kind);
            var file = SampleSchemas.File();
            file.Remove(name);
            rows.Add([Markdown.Code(name), Markdown.Code(char.ToUpperInvariant(name[0]) + name[1..]), await FaultsAsync(file) is [] ? "no" : "**yes**", Describe(kind)]);
        }

        return Markdown.Table(["definition", "class", "required", "describes"], rows);
    }

    private static async Task<List<string[]>> ViolationRowsAsync()
    {
        var rows = new List<string[]>();
        foreach (var (keyword, schema, value) in Violations)
        {
            var file = SampleSchemas.File();
            file["snapshotDefinition"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["v"] = JsonNode.Parse(schema) } };
            var schemas = await PluginSchemas.FromJsonAsync(file);
            rows.Add([Markdown.Code(keyword), Markdown.Code(schema.Replace(Supplier, "…/credentialsSupplier", StringComparison.Ordinal)), Markdown.Code(value), FaultOf(schemas, value)]);
        }

        return rows;
    }

    private static async Task<List<string[]>> RefusedRowsAsync()
    {
        var rows = new List<string[]>();
        foreach (var (what, path, json) in Refused)
        {
            var file = SampleSchemas.File();
            var parent = path[..^1].Aggregate((JsonNode)file, (node, name) => node[name]!);
            parent[path[^1]] = JsonNode.Parse(json);
            rows.Add([what, string.Join(' ', await FaultsAsync(file))]);
        }

        return rows;
    }

    private static string FaultOf(PluginSchemas schemas, string value)
    {
        try
        {
            schemas.Validate(DefinitionKind.Snapshot, JsonNode.Parse($$"""{"v":{{value}}}"""), "The value");
        }
        catch (SchemaViolationException violation)
        {
            return string.Join("; ", violation.Faults);
        }

        throw new InvalidOperationException($"The value {value} satisfies its schema, though schemas.md is to show how it does not.");
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(JsonObject file)
    {
        try
        {
            await PluginSchemas.ParseAsync(file.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
            return [];
        }
        catch (PluginDefinitionException fault)
        {
            return fault.Faults;
        }
    }

    private static string Describe(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Repository => "what discovery finds on a host for datasets to belong to",
        DefinitionKind.SourceConfig => "a dataset that can be linked; a VDB has one too",
        DefinitionKind.LinkedSource => "what the user gives when linking",
        DefinitionKind.VirtualSource => "what the user gives when provisioning",
        DefinitionKind.Snapshot => "what the plugin records of a snapshot",
        _ => "how the user wants a sync done; without it, one boolean `resync`",
    };
}
