using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Json;
using JsonValue = Delphix.Virtualization.Json.JsonValue;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// Writes checked definitions with those keywords only that NJsonSchema enforces as draft-07 means them: a constant becomes an enum of one, <c>true</c>
/// an empty schema, and all that references lead to stands under <c>definitions</c>. It is one document, since NJsonSchema takes long to read each.
/// </summary>
internal sealed class PreparedSchemas(SchemaReferences references)
{
    private readonly Dictionary<JsonValue, string> _names = [];
    private readonly Queue<JsonValue> _waiting = new();
    private readonly JsonObject _definitions = [];
    private readonly List<(JsonValue Value, JsonObject Schema)> _defaults = [];

    /// <summary>The values of <c>default</c>, each with the prepared schema that it belongs to.</summary>
    internal IReadOnlyList<(JsonValue Value, JsonObject Schema)> Defaults => _defaults;

    /// <summary>The name of the property of the whole that has the schema of a default.</summary>
    internal static string NameOfDefault(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Prepares a definition, under its name.</summary>
    internal JsonObject Add(string name, JsonValue definition)
    {
        var prepared = Prepare(definition);
        prepared["type"] = "object";
        _definitions[name] = prepared;
        while (_waiting.TryDequeue(out var target))
            _definitions[_names[target]] = SchemaReferences.IsPredefined(target) ? Predefined(target) : Prepare(target);
        return prepared;
    }

    /// <summary>The whole: a schema of an object that has the defaults as properties, named by their index, and all else as definitions.</summary>
    internal JsonObject ToDocument() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(_defaults.Select((entry, index) => KeyValuePair.Create(NameOfDefault(index), (JsonNode?)entry.Schema.DeepClone()))),
        ["definitions"] = _definitions,
    };

    private static JsonObject Predefined(JsonValue reference) => PredefinedTypeSchemas.SchemaOf(reference["$ref"]!.Text[PredefinedTypes.Prefix.Length..]);

    private JsonObject Prepare(JsonValue schema)
    {
        if (schema.Kind == JsonKind.Boolean)
            return schema.Text == "true" ? [] : new() { ["not"] = new JsonObject() };
        var prepared = new JsonObject();
        if (TypeOf(schema) is { } type)
            prepared["type"] = type;
        foreach (var keyword in schema.Items)
        {
            if (SchemaKeyword.All.TryGetValue(keyword.Name, out var known) && known.IsRule)
                Add(prepared, schema, keyword, known.Value);
        }

        if (schema["default"] is { } value)
            _defaults.Add((value, prepared));
        return prepared;
    }

    private void Add(JsonObject prepared, JsonValue schema, JsonValue keyword, KeywordValue kind)
    {
        switch (keyword.Name)
        {
            case "type":
                break;
            case "$ref":
                prepared["$ref"] = $"#/definitions/{NameOf(schema)}";
                break;
            case "enum":
                prepared["enum"] = new JsonArray([.. keyword.Items.Where(item => item.Kind == JsonKind.String).Select(item => JsonNodes.From(item))]);
                break;
            case "const" when keyword.Kind == JsonKind.Number:
                prepared["minimum"] = KeywordCheck.NumberOf(keyword);
                prepared["maximum"] = KeywordCheck.NumberOf(keyword);
                break;
            case "const" when keyword.Kind != JsonKind.Null:
                prepared["enum"] = new JsonArray(JsonNodes.From(keyword));
                break;
            case "const":
                break;
            default:
                prepared[keyword.Name] = ValueOf(keyword, kind);
                break;
        }
    }

    private JsonNode? ValueOf(JsonValue keyword, KeywordValue kind) => kind switch
    {
        KeywordValue.Schema when keyword.Kind == JsonKind.Boolean && keyword.Name == "additionalProperties" => JsonNodes.From(keyword),
        KeywordValue.Schema => Prepare(keyword),
        KeywordValue.SchemaList => new JsonArray([.. keyword.Items.Select(Prepare)]),
        KeywordValue.SchemaMap or KeywordValue.PatternMap => new JsonObject(keyword.Items.Select(item => KeyValuePair.Create(item.Name, (JsonNode?)Prepare(item)))),
        KeywordValue.Number => KeywordCheck.NumberOf(keyword),
        KeywordValue.Count => (int)KeywordCheck.NumberOf(keyword)!.Value,
        _ => JsonNodes.From(keyword),
    };

    private string NameOf(JsonValue reference)
    {
        var target = references.Resolve(reference)!;
        if (!_names.TryGetValue(target, out var name))
        {
            _names.Add(target, name = $"shared{_names.Count}");
            _waiting.Enqueue(target);
        }

        return name;
    }

    private static JsonNode? TypeOf(JsonValue schema)
    {
        var types = SchemaTypes.Of(schema);
        if (schema["const"] is { } value)
            types = [.. TypesOf(value).Where(type => types.Count == 0 || types.Contains(type)).Take(1)];
        else if (schema["enum"] is { } values)
            types = values.Items.Any(item => item.Kind == JsonKind.Null) && (types.Count == 0 || types.Contains("null")) ? ["string", "null"] : ["string"];
        return types.Count switch
        {
            0 => null,
            1 => types[0],
            _ => new JsonArray([.. types.Select(type => (JsonNode)type)]),
        };
    }

    private static string[] TypesOf(JsonValue value) => value.Kind switch
    {
        JsonKind.String => ["string"],
        JsonKind.Boolean => ["boolean"],
        JsonKind.Null => ["null"],
        _ => ["number", "integer"],
    };
}
