using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Json;
using JsonValue = Delphix.Virtualization.Json.JsonValue;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// Writes checked definitions so that NJsonSchema enforces them as draft-07 means them: <c>true</c> is an empty schema, and all that
/// references lead to stands under <c>definitions</c>. Keywords that the library lacks, or takes otherwise, stand under the
/// <c>definitions</c> of their own schema, for <see cref="LackingRules"/>. It is one document, since NJsonSchema takes long to read each.
/// </summary>
internal sealed class PreparedSchemas(SchemaReferences references)
{
    // NJsonSchema computes with decimals: a smaller step would be zero there, or not divide large numbers.
    private const decimal SmallestStep = 0.000000001m;

    // In KB: what the platform can keep as the size of a record.
    private static readonly long[] RecordSizes = [.. Enumerable.Range(0, 15).Select(power => 1L << power)];

    private readonly Dictionary<JsonValue, string> _names = [];
    private readonly Queue<JsonValue> _waiting = new();
    private readonly JsonObject _definitions = [];
    private readonly List<(JsonValue Value, JsonObject Schema)> _defaults = [];
    private int _shared;

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

    /// <summary>
    /// The whole: a schema of an object that has the defaults as properties, named by their index, and all else as definitions.
    /// </summary>
    internal JsonObject ToDocument() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(
            _defaults.Select((entry, index) => KeyValuePair.Create(NameOfDefault(index), (JsonNode?)entry.Schema.DeepClone()))),
        ["definitions"] = _definitions,
    };

    private static JsonObject Predefined(JsonValue reference) =>
        PredefinedTypeSchemas.SchemaOf(reference["$ref"]!.Text[PredefinedTypes.Prefix.Length..]);

    private JsonObject Prepare(JsonValue schema)
    {
        if (schema.Kind == JsonKind.Boolean)
            return schema.Text == "true" ? [] : new() { ["not"] = new JsonObject() };
        var prepared = schema["$ref"] is null ? PrepareRules(schema) : ReferTo(schema);
        if (ObjectRules.IsRecordSize(schema))
            prepared = ForRecordSize(prepared);
        if (schema["default"] is { } value)
            _defaults.Add((value, prepared));
        return prepared;
    }

    private static JsonObject ForRecordSize(JsonObject prepared)
    {
        var result = new JsonObject { ["type"] = "integer", ["enum"] = new JsonArray([.. RecordSizes.Select(size => (JsonNode)size)]) };
        // The usual schema says the type only, and needs no library then.
        if (prepared.Any(rule => rule.Key != "type"))
            result["allOf"] = new JsonArray(prepared);
        return result;
    }

    private JsonObject PrepareRules(JsonValue schema)
    {
        var prepared = new JsonObject();
        var types = SchemaTypes.Of(schema);
        var choices = ChoicesOf(schema);
        if (PlainTypeOf(choices, types) is { } plain)
        {
            prepared["type"] = plain;
            prepared["enum"] = new JsonArray([.. choices.Where(item => item.Kind != JsonKind.Null).Select(item => JsonNodes.From(item))]);
        }
        else if (types.Count > 0)
        {
            prepared["type"] = types is [var type] ? type : new JsonArray([.. types.Select(type => (JsonNode)type)]);
        }

        foreach (var keyword in schema.Items)
        {
            if (SchemaKeyword.All.TryGetValue(keyword.Name, out var known) && known.IsRule)
                Add(prepared, schema, keyword, known.Value);
        }

        return prepared;
    }

    private void Add(JsonObject prepared, JsonValue schema, JsonValue keyword, KeywordValue kind)
    {
        switch (keyword.Name)
        {
            case "type":
            case "additionalItems" when schema["items"]?.Kind != JsonKind.Array:
            case "uniqueItems" when keyword.Text == "false":
            case "format" when !SchemaFormats.All.Contains(keyword.Text):
            case "enum" or "const" when PlainTypeOf(ChoicesOf(schema), SchemaTypes.Of(schema)) is not null:
                break;
            case "enum":
                AddLacking(prepared, keyword.Name, new() { ["enum"] = JsonNodes.From(keyword) });
                break;
            case "const":
                AddLacking(prepared, keyword.Name, new() { ["enum"] = new JsonArray(JsonNodes.From(keyword)) });
                break;
            case "uniqueItems":
                AddLacking(prepared, keyword.Name, []);
                break;
            case "maxItems" or "maxProperties" when JsonNumber.ValueOf(keyword) == 0:
                AddLacking(prepared, keyword.Name, []);
                break;
            case "if" or "then" or "else" or "contains" or "propertyNames":
                AddLacking(prepared, keyword.Name, ReferTo(keyword));
                break;
            case "dependencies":
                var dependencies = keyword.Items.Select(item => KeyValuePair.Create(item.Name, (JsonNode?)DependencyOn(item)));
                AddLacking(prepared, keyword.Name, new() { ["properties"] = new JsonObject(dependencies) });
                break;
            case "multipleOf" when KeywordCheck.NumberOf(keyword) is null or < SmallestStep:
            case var _ when kind == KeywordValue.Number && KeywordCheck.NumberOf(keyword) is null:
                var bound = Math.Clamp(double.Parse(keyword.Text, CultureInfo.InvariantCulture), double.MinValue, double.MaxValue);
                AddLacking(prepared, keyword.Name, new() { ["enum"] = new JsonArray(bound) });
                break;
            default:
                prepared[keyword.Name] = ValueOf(keyword, kind);
                break;
        }
    }

    // A reference, so that the prepared schemas are nested no deeper than the written ones.
    private void AddLacking(JsonObject prepared, string keyword, JsonObject rule)
    {
        if (rule["$ref"] is null)
        {
            var name = NextName();
            _definitions[name] = rule;
            rule = new() { ["$ref"] = $"#/definitions/{name}" };
        }

        if (prepared["definitions"] is not JsonObject lacking)
            prepared["definitions"] = lacking = [];
        lacking[keyword] = rule;
    }

    private JsonObject ReferTo(JsonValue schema) => new() { ["$ref"] = $"#/definitions/{NameOf(schema)}" };

    private JsonObject DependencyOn(JsonValue dependency) =>
        dependency.Kind == JsonKind.Array ? new() { ["required"] = JsonNodes.From(dependency) } : ReferTo(dependency);

    private JsonNode? ValueOf(JsonValue keyword, KeywordValue kind) => kind switch
    {
        KeywordValue.Schema when keyword.Kind == JsonKind.Boolean && keyword.Name is "additionalProperties" or "additionalItems" =>
            JsonNodes.From(keyword),
        KeywordValue.Schema => Prepare(keyword),
        KeywordValue.SchemaOrList when keyword.Kind != JsonKind.Array => Prepare(keyword),
        KeywordValue.SchemaList or KeywordValue.SchemaOrList => new JsonArray([.. keyword.Items.Select(Prepare)]),
        KeywordValue.SchemaMap or KeywordValue.PatternMap => new JsonObject(
            keyword.Items.Select(item => KeyValuePair.Create(item.Name, (JsonNode?)Prepare(item)))),
        KeywordValue.Number => KeywordCheck.NumberOf(keyword),
        // No text or list is longer.
        KeywordValue.Count => (int)Math.Min(int.MaxValue, JsonNumber.ValueOf(keyword)!.Value),
        _ => JsonNodes.From(keyword),
    };

    private string NameOf(JsonValue reference)
    {
        var target = references.Resolve(reference)!;
        if (!_names.TryGetValue(target, out var name))
        {
            _names.Add(target, name = NextName());
            _waiting.Enqueue(target);
        }

        return name;
    }

    private string NextName() => $"shared{_shared++}";

    private static IReadOnlyList<JsonValue> ChoicesOf(JsonValue schema) => (schema["enum"], schema["const"]) switch
    {
        ({ } values, null) => values.Items,
        (null, { } value) => [value],
        _ => [],
    };

    // The type of values of which a list can be compared as NJsonSchema does, which is as text: texts, or whole numbers.
    // Null where it cannot.
    private static JsonNode? PlainTypeOf(IReadOnlyList<JsonValue> choices, IReadOnlyList<string> types)
    {
        if (choices.All(choice => choice.Kind == JsonKind.Null))
            return null;
        if (choices.All(choice => choice.Kind is JsonKind.String or JsonKind.Null) && (types.Count == 0 || types.Contains("string")))
        {
            return choices.Any(choice => choice.Kind == JsonKind.Null) && (types.Count == 0 || types.Contains("null"))
                ? new JsonArray("string", "null")
                : "string";
        }

        var areWhole = choices.All(choice =>
            long.TryParse(choice.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            && choice.Kind == JsonKind.Number);
        return areWhole && (types.Count == 0 || types.Contains("integer") || types.Contains("number")) ? "integer" : null;
    }
}
