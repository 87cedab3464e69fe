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
        ("enum", """{"enum":["auto",1]}""", "\"1\""),
        ("const", """{"const":"x"}""", "\"y\""),
        ("minLength", """{"type":"string","minLength":2}""", "\"a\""),
        ("maxLength", """{"type":"string","maxLength":2}""", "\"abc\""),
        ("pattern", """{"type":"string","pattern":"^a+$"}""", "\"b\""),
        ("minimum", """{"type":"integer","minimum":1}""", "0"),
        ("maximum", """{"type":"integer","maximum":9}""", "10"),
        ("exclusiveMinimum", """{"type":"number","exclusiveMinimum":0}""", "0"),
        ("exclusiveMaximum", """{"type":"number","exclusiveMaximum":1}""", "1"),
        ("multipleOf", """{"type":"integer","multipleOf":4}""", "6"),
        ("items", """{"type":"array","items":{"type":"string"}}""", "[7]"),
        ("items", """{"type":"array","items":[{"type":"string"},{"type":"integer"}]}""", "[\"a\",\"b\"]"),
        ("additionalItems", """{"type":"array","items":[{"type":"string"}],"additionalItems":false}""", "[\"a\",\"b\"]"),
        ("contains", """{"type":"array","contains":{"type":"string"}}""", "[1]"),
        ("minItems", """{"type":"array","minItems":1}""", "[]"),
        ("maxItems", """{"type":"array","maxItems":1}""", "[1,2]"),
        ("uniqueItems", """{"type":"array","items":{"type":"integer"},"uniqueItems":true}""", "[1,1]"),
        ("required", """{"type":"object","required":["a"]}""", "{}"),
        ("additionalProperties", """{"type":"object","additionalProperties":false,"properties":{"a":{}}}""", "{\"b\":7}"),
        ("patternProperties",
            """{"type":"object","patternProperties":{"^x":{"type":"integer"}},"additionalProperties":false}""", "{\"x\":\"a\"}"),
        ("minProperties", """{"type":"object","minProperties":1}""", "{}"),
        ("maxProperties", """{"type":"object","maxProperties":1}""", "{\"a\":1,\"b\":1}"),
        ("propertyNames", """{"type":"object","propertyNames":{"pattern":"^x"}}""", "{\"a\":1}"),
        ("dependencies", """{"type":"object","dependencies":{"user":["host"]}}""", "{\"user\":\"a\"}"),
        ("not", """{"not":{"type":"string"}}""", "\"a\""),
        ("if, then, else", """{"type":"integer","if":{"minimum":10},"then":{"multipleOf":10}}""", "15"),
        ("oneOf, anyOf", """{"oneOf":[{"type":"string"},{"type":"integer"}]}""", "true"),
        ("format: unixpath", """{"type":"string","format":"unixpath"}""", "\"data\""),
        ("format: date-time", """{"type":"string","format":"date-time"}""", "\"today\""),
        ("$ref", $$"""{"$ref":"{{Supplier}}"}""", "\"secret\""),
    ];

    /// <summary>
    /// Changes to a valid schema file that make it invalid: what, a path to where, and the JSON that is put there, or nothing.
    /// </summary>
    private static readonly (string What, string[] Path, string Json)[] Refused =
    [
        ("A definition is missing", ["virtualSourceDefinition"], ""),
        ("A property that is no definition", ["definitions"], "{}"),
        ("A definition that is no object", ["snapshotDefinition", "type"], "\"array\""),
        ("`nameField` names no property", ["sourceConfigDefinition", "nameField"], "\"title\""),
        ("A keyword's value of a wrong type", ["snapshotDefinition", "properties", "label"], """{"minimum":"1"}"""),
        ("An unknown type", ["snapshotDefinition", "properties", "label"], """{"type":"text"}"""),
        ("A `pattern` that is no regular expression", ["snapshotDefinition", "properties", "label", "pattern"], "\"(\""),
        ("A `$ref` out of the definition", ["snapshotDefinition", "properties", "label"], """{"$ref":"https://example.com/a.json"}"""),
        ("A `$ref` to what is not there", ["snapshotDefinition", "properties", "label"], """{"$ref":"#/definitions/none"}"""),
        ("A schema that is a part of itself",
            ["snapshotDefinition", "properties", "label"], """{"allOf":[{"$ref":"#/properties/label"}]}"""),
    ];

    /// <summary>Changes of the same kind after which the file is used all the same.</summary>
    private static readonly (string What, string[] Path, string Json)[] Warned =
    [
        ("`identityFields` names no property", ["repositoryDefinition", "identityFields"], "[\"id\"]"),
        ("`identityFields` or `nameField` elsewhere", ["snapshotDefinition", "nameField"], "\"label\""),
        ("An unknown keyword", ["snapshotDefinition", "requried"], "[\"label\"]"),
        ("A keyword of another type", ["snapshotDefinition", "properties", "label"], """{"type":"integer","minLength":1}"""),
        ("A range without values", ["snapshotDefinition", "properties", "label"], """{"minimum":2,"maximum":1}"""),
        ("An unknown format", ["snapshotDefinition", "properties", "label"], """{"format":"unxpath"}"""),
        ("A `required` property that is not described", ["snapshotDefinition", "required"], "[\"labels\"]"),
        ("A `default` that breaks its own schema", ["snapshotDefinition", "properties", "label"], """{"type":"string","default":7}"""),
        ("`matches` without an environment",
            ["snapshotDefinition", "properties", "label"],
            """{"type":"string","format":"reference","referenceType":"HOST_USER","matches":"env"}"""),
        ("An unknown form property", ["snapshotDefinition", "properties", "label"], """{"type":"string","dxFormProperties":{"row":2}}"""),
        ("`then` without `if`", ["snapshotDefinition", "properties", "label"], """{"then":{"type":"string"}}"""),
        ("A rule beside `$ref`", ["snapshotDefinition", "properties", "other"], """{"$ref":"#/properties/label","minLength":1}"""),
    ];

    internal static IEnumerable<GeneratedBlock> Render() =>
    [
        new("definitions", Definitions()),
        new("violations", Markdown.Table(["keyword", "schema of `v`", "value", "what the user reads"], ViolationRows())),
        new("refused", Markdown.Table(["what", "message"], RowsOf(Refused, areWarnings: false))),
        new("warned", Markdown.Table(["what", "message"], RowsOf(Warned, areWarnings: true))),
        .. DefinitionBlocks.Render(),
    ];

    private static string Definitions()
    {
        var rows = new List<string[]>();
        foreach (var kind in Enum.GetValues<DefinitionKind>())
        {
            var name = PluginSchemas.NameOf(kind);
            var file = SampleSchemas.File();
            file.Remove(name);
            rows.Add([
                Markdown.Code(name),
                Markdown.Code(char.ToUpperInvariant(name[0]) + name[1..]),
                FaultsOf(file) is [] ? "no" : "**yes**",
                Describe(kind),
            ]);
        }

        return Markdown.Table(["definition", "class", "required", "describes"], rows);
    }

    private static List<string[]> ViolationRows()
    {
        var rows = new List<string[]>();
        foreach (var (keyword, schema, value) in Violations)
        {
            var file = SampleSchemas.File();
            file["snapshotDefinition"] =
                new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["v"] = JsonNode.Parse(schema) } };
            var schemas = PluginSchemas.FromJson(file);
            rows.Add([
                Markdown.Code(keyword),
                Markdown.Code(schema.Replace(Supplier, "…/credentialsSupplier", StringComparison.Ordinal)),
                Markdown.Code(value),
                FaultOf(schemas, value),
            ]);
        }

        return rows;
    }

    private static List<string[]> RowsOf((string What, string[] Path, string Json)[] changes, bool areWarnings)
    {
        var rows = new List<string[]>();
        foreach (var (what, path, json) in changes)
        {
            var file = SampleSchemas.File();
            var parent = path[..^1].Aggregate((JsonNode)file, (node, name) => node[name]!);
            if (json.Length == 0)
                parent.AsObject().Remove(path[^1]);
            else
                parent[path[^1]] = JsonNode.Parse(json);
            var faults = FaultsOf(file);
            if (faults.Count == 0 || faults.Any(fault => fault.IsWarning != areWarnings))
                throw new InvalidOperationException($"'{what}' is not in its table: {string.Join(' ', faults)}");
            rows.Add([what, string.Join(' ', faults.Select(fault => $"{fault}."))]);
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

    private static IReadOnlyList<SchemaFault> FaultsOf(JsonObject file) =>
        PluginSchemas.Check(file.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));

    private static string Describe(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Repository => "what discovery finds on a host for datasets to belong to",
        DefinitionKind.SourceConfig => "a dataset that can be linked; a VDB has one too",
        DefinitionKind.LinkedSource => "what the user gives when linking",
        DefinitionKind.VirtualSource => "what the user gives when provisioning",
        DefinitionKind.Snapshot => "what the plugin records of a snapshot",
        _ => "how the user wants a sync done: a boolean `resync`, and what else the plugin asks",
    };
}
