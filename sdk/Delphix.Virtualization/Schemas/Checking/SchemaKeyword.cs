namespace Delphix.Virtualization.Schemas;

/// <summary>A keyword that has a meaning in schemas of this platform.</summary>
/// <param name="Value">What its value must be.</param>
/// <param name="Type">The JSON type whose values it is about; null: any. Integers are numbers.</param>
/// <param name="IsRule">Whether it restricts values; else it is for people, forms and the platform.</param>
/// <param name="IsOfDraft">Whether it is draft-07's, which says what its value must be; else the platform's own.</param>
internal sealed record SchemaKeyword(KeywordValue Value, string? Type = null, bool IsRule = true, bool IsOfDraft = true)
{
    /// <summary>Every keyword by its name: draft-07's and the platform's.</summary>
    internal static readonly IReadOnlyDictionary<string, SchemaKeyword> All = new Dictionary<string, SchemaKeyword>(StringComparer.Ordinal)
    {
        ["$schema"] = ForPeople(KeywordValue.Text),
        ["$id"] = ForPeople(KeywordValue.Text),
        ["$comment"] = ForPeople(KeywordValue.Text),
        ["title"] = ForPeople(KeywordValue.Text),
        ["description"] = ForPeople(KeywordValue.Text),
        ["default"] = ForPeople(KeywordValue.Any),
        ["examples"] = ForPeople(KeywordValue.Any),
        ["contentEncoding"] = ForPeople(KeywordValue.Text),
        ["contentMediaType"] = ForPeople(KeywordValue.Text),
        ["readOnly"] = ForPeople(KeywordValue.Boolean),
        ["writeOnly"] = ForPeople(KeywordValue.Boolean),
        ["definitions"] = ForPeople(KeywordValue.SchemaMap),
        ["prettyName"] = OfPlatform(KeywordValue.Text),
        ["dxFormProperties"] = OfPlatform(KeywordValue.Any),
        ["identityFields"] = OfPlatform(KeywordValue.Names, "object"),
        ["nameField"] = OfPlatform(KeywordValue.Text, "object"),
        ["ordering"] = OfPlatform(KeywordValue.Names, "object"),
        ["referenceType"] = OfPlatform(KeywordValue.Text, "string"),
        ["matches"] = OfPlatform(KeywordValue.Text, "string"),
        ["$ref"] = new(KeywordValue.Text),
        ["type"] = new(KeywordValue.Any),
        ["enum"] = new(KeywordValue.Any),
        ["const"] = new(KeywordValue.Any),
        ["allOf"] = new(KeywordValue.SchemaList),
        ["anyOf"] = new(KeywordValue.SchemaList),
        ["oneOf"] = new(KeywordValue.SchemaList),
        ["not"] = new(KeywordValue.Schema),
        ["if"] = new(KeywordValue.Schema),
        ["then"] = new(KeywordValue.Schema),
        ["else"] = new(KeywordValue.Schema),
        ["minimum"] = new(KeywordValue.Number, "number"),
        ["maximum"] = new(KeywordValue.Number, "number"),
        ["exclusiveMinimum"] = new(KeywordValue.Number, "number"),
        ["exclusiveMaximum"] = new(KeywordValue.Number, "number"),
        ["multipleOf"] = new(KeywordValue.Number, "number"),
        ["minLength"] = new(KeywordValue.Count, "string"),
        ["maxLength"] = new(KeywordValue.Count, "string"),
        ["pattern"] = new(KeywordValue.Pattern, "string"),
        ["format"] = new(KeywordValue.Text, "string"),
        ["items"] = new(KeywordValue.SchemaOrList, "array"),
        ["additionalItems"] = new(KeywordValue.Schema, "array"),
        ["contains"] = new(KeywordValue.Schema, "array"),
        ["minItems"] = new(KeywordValue.Count, "array"),
        ["maxItems"] = new(KeywordValue.Count, "array"),
        ["uniqueItems"] = new(KeywordValue.Boolean, "array"),
        ["properties"] = new(KeywordValue.SchemaMap, "object"),
        ["patternProperties"] = new(KeywordValue.PatternMap, "object"),
        ["additionalProperties"] = new(KeywordValue.Schema, "object"),
        ["propertyNames"] = new(KeywordValue.Schema, "object"),
        ["dependencies"] = new(KeywordValue.Dependencies, "object"),
        ["required"] = new(KeywordValue.Names, "object"),
        ["minProperties"] = new(KeywordValue.Count, "object"),
        ["maxProperties"] = new(KeywordValue.Count, "object"),
    };

    private static SchemaKeyword ForPeople(KeywordValue value) => new(value, IsRule: false);

    private static SchemaKeyword OfPlatform(KeywordValue value, string? type = null) => new(value, type, IsRule: false, IsOfDraft: false);
}
