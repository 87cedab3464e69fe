namespace Delphix.Virtualization.Schemas;

/// <summary>A keyword that schemas of this platform may have.</summary>
/// <param name="Value">What its value must be.</param>
/// <param name="Type">The JSON type whose values it is about; null: any. Integers are numbers.</param>
/// <param name="IsRule">Whether it restricts values; else it is for people, forms and the platform.</param>
internal sealed record SchemaKeyword(KeywordValue Value, string? Type = null, bool IsRule = true)
{
    /// <summary>Every keyword by its name: draft-07's, as far as they are enforced, and the platform's.</summary>
    internal static readonly IReadOnlyDictionary<string, SchemaKeyword> All = new Dictionary<string, SchemaKeyword>(StringComparer.Ordinal)
    {
        ["$schema"] = ForPeople(KeywordValue.Text),
        ["$comment"] = ForPeople(KeywordValue.Text),
        ["title"] = ForPeople(KeywordValue.Text),
        ["description"] = ForPeople(KeywordValue.Text),
        ["prettyName"] = ForPeople(KeywordValue.Text),
        ["default"] = ForPeople(KeywordValue.Any),
        ["examples"] = ForPeople(KeywordValue.Any),
        ["readOnly"] = ForPeople(KeywordValue.Boolean),
        ["writeOnly"] = ForPeople(KeywordValue.Boolean),
        ["definitions"] = ForPeople(KeywordValue.SchemaMap),
        ["dxFormProperties"] = ForPeople(KeywordValue.Any),
        ["identityFields"] = ForPeople(KeywordValue.Names, "object"),
        ["nameField"] = ForPeople(KeywordValue.Text, "object"),
        ["ordering"] = ForPeople(KeywordValue.Names, "object"),
        ["referenceType"] = ForPeople(KeywordValue.Text, "string"),
        ["matches"] = ForPeople(KeywordValue.Text, "string"),
        ["$ref"] = new(KeywordValue.Text),
        ["type"] = new(KeywordValue.Any),
        ["enum"] = new(KeywordValue.Any),
        ["const"] = new(KeywordValue.Any),
        ["allOf"] = new(KeywordValue.SchemaList),
        ["anyOf"] = new(KeywordValue.SchemaList),
        ["oneOf"] = new(KeywordValue.SchemaList),
        ["not"] = new(KeywordValue.Schema),
        ["minimum"] = new(KeywordValue.Number, "number"),
        ["maximum"] = new(KeywordValue.Number, "number"),
        ["exclusiveMinimum"] = new(KeywordValue.Number, "number"),
        ["exclusiveMaximum"] = new(KeywordValue.Number, "number"),
        ["multipleOf"] = new(KeywordValue.Number, "number"),
        ["minLength"] = new(KeywordValue.Count, "string"),
        ["maxLength"] = new(KeywordValue.Count, "string"),
        ["pattern"] = new(KeywordValue.Pattern, "string"),
        ["format"] = new(KeywordValue.Text, "string"),
        ["items"] = new(KeywordValue.Schema, "array"),
        ["minItems"] = new(KeywordValue.Count, "array"),
        ["maxItems"] = new(KeywordValue.Count, "array"),
        ["uniqueItems"] = new(KeywordValue.Boolean, "array"),
        ["properties"] = new(KeywordValue.SchemaMap, "object"),
        ["patternProperties"] = new(KeywordValue.PatternMap, "object"),
        ["additionalProperties"] = new(KeywordValue.Schema, "object"),
        ["required"] = new(KeywordValue.Names, "object"),
        ["minProperties"] = new(KeywordValue.Count, "object"),
        ["maxProperties"] = new(KeywordValue.Count, "object"),
    };

    /// <summary>Keywords of draft-07 that would not be enforced, each with what to do instead.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Refused = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["$id"] = "remove it, and refer to a part of the definition with '#/…'",
        ["contains"] = "describe every item with 'items'",
        ["additionalItems"] = "describe every item with 'items'",
        ["if"] = "list the cases with 'oneOf' or 'anyOf'",
        ["then"] = "list the cases with 'oneOf' or 'anyOf'",
        ["else"] = "list the cases with 'oneOf' or 'anyOf'",
        ["propertyNames"] = "use 'patternProperties' and \"additionalProperties\": false",
        ["dependencies"] = "list the cases with 'oneOf' or 'anyOf'",
        ["contentEncoding"] = "use 'pattern', or say it in 'description'",
        ["contentMediaType"] = "use 'pattern', or say it in 'description'",
    };

    private static SchemaKeyword ForPeople(KeywordValue value, string? type = null) => new(value, type, IsRule: false);
}
