using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>Checks the keywords of one schema against each other, as far as they are about single values and lists.</summary>
internal static class ValueRules
{
    private static readonly (string Low, string High, bool MayMeet)[] Ranges =
    [
        ("minimum", "maximum", true), ("minimum", "exclusiveMaximum", false), ("exclusiveMinimum", "maximum", false), (
            "exclusiveMinimum", "exclusiveMaximum", false),
        ("minLength", "maxLength", true), ("minItems", "maxItems", true), ("minProperties", "maxProperties", true),
    ];

    /// <summary>Adds what is wrong.</summary>
    internal static void Check(JsonValue schema, SchemaReferences references, SchemaFaults faults)
    {
        if (schema["type"] is { } type)
            SchemaTypes.Check(type, faults);
        if (schema["enum"] is { } values)
            CheckEnum(values, faults);
        if (schema["examples"] is { Kind: not JsonKind.Array } examples)
            faults.AddKind(examples, "a list of values");
        CheckEffects(schema, references, faults.Warnings);
    }

    // What draft-07 allows, but surely nobody means.
    private static void CheckEffects(JsonValue schema, SchemaReferences references, SchemaFaults warnings)
    {
        if (schema["dxFormProperties"] is { } form)
            FormPropertiesCheck.Check(form, SchemaTypes.SingleOf(references.Resolve(schema) ?? schema), warnings);
        CheckBesideReference(schema, warnings);
        CheckVersion(schema, warnings);
        CheckRanges(schema, warnings);
        CheckFormat(schema, warnings);
        CheckCases(schema, warnings);
        if (schema["additionalItems"] is { } rest && schema["items"]?.Kind != JsonKind.Array)
            warnings.Add(rest, "has no effect where 'items' is not a list of schemas");
    }

    private static void CheckBesideReference(JsonValue schema, SchemaFaults warnings)
    {
        foreach (var keyword in schema.Items.Where(_ => schema["$ref"] is not null))
        {
            if (keyword.Name != "$ref" && SchemaKeyword.All.TryGetValue(keyword.Name, out var known) && known.IsRule)
                warnings.Add(keyword, "has no effect beside '$ref': remove it");
        }
    }

    private static void CheckCases(JsonValue schema, SchemaFaults warnings)
    {
        foreach (var branch in new[] { schema["then"], schema["else"] }.OfType<JsonValue>().Where(_ => schema["if"] is null))
            warnings.Add(branch, "has no effect without 'if'");
        if (schema["if"] is { } condition && schema["then"] is null && schema["else"] is null)
            warnings.Add(condition, "has no effect without 'then' or 'else'");
    }

    private static void CheckVersion(JsonValue schema, SchemaFaults faults)
    {
        if (schema["$schema"] is { Kind: JsonKind.String } version && !version.Text.Contains("json-schema.org/draft-07/schema"))
            faults.Add(version, "schemas are read as draft-07: say \"http://json-schema.org/draft-07/schema#\", or remove it");
    }

    private static void CheckRanges(JsonValue schema, SchemaFaults faults)
    {
        foreach (var (low, high, mayMeet) in Ranges)
        {
            if (JsonNumber.ValueOf(schema[low]) is { } lowest
                && JsonNumber.ValueOf(schema[high]) is { } highest
                && (mayMeet ? lowest > highest : lowest >= highest))
            {
                faults.Add(schema[low]!, $"no value can satisfy this and {high} {schema[high]!.Text}");
            }
        }
    }

    private static void CheckEnum(JsonValue values, SchemaFaults faults)
    {
        if (values is not { Kind: JsonKind.Array, Items.Count: > 0 })
        {
            faults.AddKind(values, "a list of values");
            return;
        }

        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in values.Items.Where(value => !listed.Add(JsonText.Of(value))))
            faults.Add(value, $"{JsonText.Of(value)} is listed twice");
    }

    private static void CheckFormat(JsonValue schema, SchemaFaults warnings)
    {
        var format = schema["format"] is { Kind: JsonKind.String } written ? written : null;
        if (format is not null && !SchemaFormats.All.Contains(format.Text))
        {
            warnings.Add(
                format,
                $"'{format.Text}' is not known, so that texts of any form are accepted: "
                + $"use {string.Join(", ", SchemaFormats.All)}, or 'pattern'");
        }

        if (format?.Text == SchemaFormats.Password && (schema["type"] is null || SchemaTypes.SingleOf(schema) is not "string"))
            warnings.Add(format, "only texts are kept secret: say \"type\": \"string\"");
        var referring = new[] { schema["referenceType"], schema["matches"] }.OfType<JsonValue>();
        foreach (var keyword in referring.Where(_ => format?.Text != SchemaFormats.Reference))
            warnings.Add(keyword, $"belongs to \"format\": \"{SchemaFormats.Reference}\"");
        if (schema["referenceType"] is { Kind: JsonKind.String } type && !ObjectRules.ReferenceTypes.Contains(type.Text))
            warnings.Add(type, $"'{type.Text}' is not known: use {string.Join(", ", ObjectRules.ReferenceTypes)}");
    }
}
