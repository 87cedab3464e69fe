using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// Checks a schema file against draft-07 and the platform's rules. The generator (in the editor) and the runtime (in the build and the engine) run this one
/// check, so that both accept the same files.
/// </summary>
internal sealed class SchemaCheck
{
    private readonly SchemaReferences _references;
    private readonly SchemaMistakes _mistakes = new();
    private readonly HashSet<JsonValue> _schemas = [];

    private SchemaCheck(JsonValue file) => _references = new SchemaReferences(file);

    /// <summary>All faults, in the order of the text. Whether definitions are missing is not looked at.</summary>
    internal static IReadOnlyList<SchemaMistake> Check(JsonValue file)
    {
        var check = new SchemaCheck(file);
        if (file.Kind != JsonKind.Object)
            check._mistakes.AddKind(file, "an object with one entry for each definition");
        foreach (var entry in file.Items.Where(_ => file.Kind == JsonKind.Object))
            check.CheckEntry(entry);
        new ReferenceRules(check._references, check._schemas, check._mistakes).Check();
        return check._mistakes.InOrder;
    }

    private void CheckEntry(JsonValue entry)
    {
        if (!DefinitionNames.All.Contains(entry.Name))
            _mistakes.Add(entry, $"is not a definition{Suggest(entry.Name, DefinitionNames.All)}: shared schemas stand in the 'definitions' of each definition");
        else if (entry.Kind != JsonKind.Object || (entry["type"] is { } type && type is not { Kind: JsonKind.String, Text: "object" }))
            _mistakes.Add(entry["type"] ?? entry, "a definition describes an object: say \"type\": \"object\" and list its values in 'properties'");
        else
            CheckSchema(entry, isOfObjects: true);
    }

    // Whether values are objects: as the schema says, or the one around it of the same value.
    private void CheckSchema(JsonValue schema, bool isOfObjects = false)
    {
        _schemas.Add(schema);
        if (schema.Kind is not (JsonKind.Object or JsonKind.Boolean))
            _mistakes.AddKind(schema, "a schema, such as { \"type\": \"string\" }");
        if (schema.Kind != JsonKind.Object)
            return;
        isOfObjects = schema["type"] is null ? isOfObjects || schema["properties"] is not null : SchemaTypes.Of(schema) is ["object"];
        foreach (var keyword in schema.Items)
            CheckKeyword(schema, keyword, isOfObjects);
        ValueRules.Check(schema, _references, _mistakes);
        ObjectRules.Check(schema, _references, _mistakes, isOfObjects);
    }

    private void CheckKeyword(JsonValue schema, JsonValue keyword, bool isOfObjects)
    {
        if (keyword.Name.StartsWith("x-", StringComparison.Ordinal))
            return;
        if (!SchemaKeyword.All.TryGetValue(keyword.Name, out var known))
        {
            _mistakes.Add(keyword, SchemaKeyword.Refused.TryGetValue(keyword.Name, out var advice)
                ? $"this keyword would not be enforced: {advice}"
                : $"is not a keyword{Suggest(keyword.Name, SchemaKeyword.All.Keys)}");
            return;
        }

        if (known.Type is not null && schema["type"] is not null && !SchemaTypes.Of(schema).Any(type => (type == "integer" ? "number" : type) == known.Type))
            _mistakes.Add(keyword, $"belongs to type {(known.Type == "number" ? "number or integer" : known.Type)}, which this schema does not have");
        if (keyword is { Name: "items", Kind: JsonKind.Array })
            _mistakes.Add(keyword, "a list has items of one kind: give one schema");
        else if (KeywordCheck.Passes(keyword, known.Value, _mistakes))
            CheckInner(keyword, known.Value, isOfObjects);
    }

    private void CheckInner(JsonValue keyword, KeywordValue value, bool isOfObjects)
    {
        if (value == KeywordValue.Schema)
            CheckSchema(keyword, isOfObjects && keyword.Name == "not");
        if (value is KeywordValue.SchemaList or KeywordValue.SchemaMap or KeywordValue.PatternMap)
        {
            foreach (var item in keyword.Items)
                CheckSchema(item, isOfObjects && value == KeywordValue.SchemaList);
        }
    }

    private static string Suggest(string written, IEnumerable<string> known)
    {
        var nearest = known.OrderBy(name => Spelling.Distance(written, name)).First();
        return Spelling.IsNear(written, nearest) ? $" (did you mean '{nearest}'?)" : "";
    }
}
