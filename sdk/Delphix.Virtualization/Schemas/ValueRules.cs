using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>Checks the keywords of one schema against each other, as far as they are about single values and lists.</summary>
internal static class ValueRules
{
    private static readonly (string Low, string High, bool MayMeet)[] Ranges =
    [
        ("minimum", "maximum", true), ("minimum", "exclusiveMaximum", false), ("exclusiveMinimum", "maximum", false), ("exclusiveMinimum", "exclusiveMaximum", false),
        ("minLength", "maxLength", true), ("minItems", "maxItems", true), ("minProperties", "maxProperties", true),
    ];

    private static readonly string[] SimpleTypes = ["string", "integer", "number", "boolean"];
    private static readonly string[] ReferenceTypes = ["UNIX_HOST_ENVIRONMENT", "HOST_USER"];

    /// <summary>Adds what is wrong.</summary>
    internal static void Check(JsonValue schema, SchemaReferences references, SchemaMistakes mistakes)
    {
        if (schema["type"] is { } type)
            SchemaTypes.Check(type, mistakes);
        if (schema["dxFormProperties"] is { } form)
            FormPropertiesCheck.Check(form, SchemaTypes.SingleOf(references.Resolve(schema) ?? schema), mistakes);
        CheckAlone(schema, "$ref", [], mistakes);
        CheckAlone(schema, "const", ["type"], mistakes);
        CheckVersion(schema, mistakes);
        CheckRanges(schema, mistakes);
        CheckEnum(schema, mistakes);
        CheckConst(schema, mistakes);
        CheckFormat(schema, mistakes);
        CheckUniqueItems(schema, references, mistakes);
    }

    // Draft-07 ignores what stands beside $ref, and a constant leaves nothing to say.
    private static void CheckAlone(JsonValue schema, string alone, string[] allowed, SchemaMistakes mistakes)
    {
        foreach (var keyword in schema.Items.Where(_ => schema[alone] is not null))
        {
            if (keyword.Name != alone && !allowed.Contains(keyword.Name) && SchemaKeyword.All.TryGetValue(keyword.Name, out var known) && known.IsRule)
                mistakes.Add(keyword, $"has no effect beside '{alone}': remove it");
        }
    }

    private static void CheckVersion(JsonValue schema, SchemaMistakes mistakes)
    {
        if (schema["$schema"] is { Kind: JsonKind.String } version && !version.Text.Contains("json-schema.org/draft-07/schema"))
            mistakes.Add(version, "schemas are read as draft-07: say \"http://json-schema.org/draft-07/schema#\", or remove it");
    }

    private static void CheckRanges(JsonValue schema, SchemaMistakes mistakes)
    {
        foreach (var (low, high, mayMeet) in Ranges)
        {
            if (KeywordCheck.NumberOf(schema[low]) is { } lowest && KeywordCheck.NumberOf(schema[high]) is { } highest && (mayMeet ? lowest > highest : lowest >= highest))
                mistakes.Add(schema[low]!, $"no value can satisfy this and {high} {schema[high]!.Text}");
        }
    }

    private static void CheckEnum(JsonValue schema, SchemaMistakes mistakes)
    {
        if (schema["enum"] is not { } values)
            return;
        if (values.Kind != JsonKind.Array)
        {
            mistakes.AddKind(values, "a list of texts");
            return;
        }

        var wrong = values.Items.FirstOrDefault(value => value.Kind is not (JsonKind.String or JsonKind.Null));
        if (wrong is not null || (schema["type"] is not null && SchemaTypes.SingleOf(schema) != "string"))
            mistakes.Add(wrong ?? values, "only strings can be listed here: quote every value and say \"type\": \"string\", or remove 'enum'");
        else if (values.Items.All(value => value.Kind == JsonKind.Null))
            mistakes.Add(values, "no string is listed here, so that no value would be valid: list the strings, or remove 'enum'");
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in values.Items.Where(value => value.Kind == JsonKind.String && !listed.Add(value.Text)))
            mistakes.Add(value, $"'{value.Text}' is listed twice");
    }

    private static void CheckConst(JsonValue schema, SchemaMistakes mistakes)
    {
        if (schema["const"] is not { } value)
            return;
        if (value.Kind is JsonKind.Object or JsonKind.Array)
            mistakes.Add(value, "an object or list cannot be demanded as a whole: describe what is in it");
        else if (value.Kind == JsonKind.Number && KeywordCheck.NumberOf(value) is null)
            mistakes.AddKind(value, "between -9.2e18 and 9.2e18");
        else if (schema["type"] is not null && !SchemaTypes.Of(schema).Any(type => Fits(value, type)))
            mistakes.Add(value, "is not of the type that the schema says");
    }

    private static bool Fits(JsonValue value, string type) => value.Kind switch
    {
        JsonKind.String => type == "string",
        JsonKind.Boolean => type == "boolean",
        JsonKind.Null => type == "null",
        _ => type == "number" || (type == "integer" && KeywordCheck.NumberOf(value) is { } number && decimal.Truncate(number) == number),
    };

    private static void CheckFormat(JsonValue schema, SchemaMistakes mistakes)
    {
        var format = schema["format"] is { Kind: JsonKind.String } written ? written : null;
        if (format is not null && !SchemaFormats.All.Contains(format.Text))
            mistakes.Add(format, $"'{format.Text}' would not be enforced: use {string.Join(", ", SchemaFormats.All)}, or 'pattern'");
        if (format?.Text == SchemaFormats.Password && (schema["type"] is null || SchemaTypes.SingleOf(schema) is null))
            mistakes.Add(format, "only texts are kept secret: say \"type\": \"string\"");
        foreach (var keyword in new[] { schema["referenceType"], schema["matches"] }.OfType<JsonValue>().Where(_ => format?.Text != SchemaFormats.Reference))
            mistakes.Add(keyword, $"belongs to \"format\": \"{SchemaFormats.Reference}\"");
        if (schema["referenceType"] is { Kind: JsonKind.String } type && !ReferenceTypes.Contains(type.Text))
            mistakes.Add(type, $"'{type.Text}' is not known: use {string.Join(" or ", ReferenceTypes)}");
    }

    // NJsonSchema compares items as text.
    private static void CheckUniqueItems(JsonValue schema, SchemaReferences references, SchemaMistakes mistakes)
    {
        if (schema["uniqueItems"] is not { Kind: JsonKind.Boolean, Text: "true" } unique)
            return;
        var items = schema["items"] is { } written ? references.Resolve(written) : null;
        if (items is null || SchemaTypes.Of(items) is not [var type] || !SimpleTypes.Contains(type))
            mistakes.Add(unique, "is enforced where all items are simple: give 'items' the type string, integer, number or boolean");
    }
}
