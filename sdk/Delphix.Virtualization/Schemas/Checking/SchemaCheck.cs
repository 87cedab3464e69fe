using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// Checks a schema file against draft-07 and the platform's rules. The generator (in the editor) and the runtime (in the build and the
/// engine) run this one check, so that both accept the same files.
/// </summary>
internal sealed class SchemaCheck
{
    private readonly SchemaReferences _references;
    private readonly SchemaFaults _faults = new();
    private readonly HashSet<JsonValue> _schemas = [];
    private readonly List<JsonValue> _referring = [];
    private readonly JsonValue _file;

    private SchemaCheck(JsonValue file)
    {
        _file = file;
        _references = new SchemaReferences(file);
    }

    /// <summary>All faults, in the order of the text. Whether definitions are missing is not looked at.</summary>
    internal static IReadOnlyList<SchemaFault> Check(JsonValue file)
    {
        var check = new SchemaCheck(file);
        if (file.Kind != JsonKind.Object)
            check._faults.AddKind(file, "an object with one entry for each definition");
        foreach (var entry in file.Items.Where(_ => file.Kind == JsonKind.Object))
            check.CheckEntry(entry);
        check.CheckTargets();
        check.WarnOfReplaced(file);
        new ReferenceRules(check._references, check._schemas, check._faults).Check();
        return check._faults.InOrder;
    }

    // References may lead to schemas below keywords that draft-07 does not know, such as $defs, and these may have more references.
    private void CheckTargets()
    {
        for (var i = 0; i < _referring.Count; i++)
        {
            if (_references.Resolve(_referring[i]) is { } target && IsBelowUnknown(target))
                CheckSchema(target);
        }
    }

    private bool IsBelowUnknown(JsonValue target)
    {
        JsonValue? place = _file, keyword = null;
        foreach (var segment in target.Path.Segments)
        {
            var inner = SchemaReferences.Step(place, segment);
            if (_schemas.Contains(place!))
                keyword = inner;
            place = inner;
        }

        return keyword is not null && !SchemaKeyword.All.ContainsKey(keyword.Name);
    }

    private void WarnOfReplaced(JsonValue value)
    {
        foreach (var replaced in value.Replaced)
        {
            _faults.Warnings.Add(
                replaced,
                $"has no effect: the name '{replaced.Name}' stands twice in one object, and the last one counts");
        }

        foreach (var item in value.Items)
            WarnOfReplaced(item);
    }

    private void CheckEntry(JsonValue entry)
    {
        if (!DefinitionNames.All.Contains(entry.Name))
            _faults.Add(
                entry,
                $"is not a definition{Suggest(entry.Name, DefinitionNames.All)}: shared schemas stand in the 'definitions' of each "
                    + "definition");
        else if (!IsOfObjects(entry))
            _faults.Add(
                entry["type"] ?? entry, "a definition describes an object: say \"type\": \"object\" and list its values in 'properties'");
        else
            CheckSchema(entry);
    }

    /// <summary>Whether an entry of the file describes objects, as each definition must.</summary>
    internal static bool IsOfObjects(JsonValue entry) =>
        entry.Kind == JsonKind.Object && (entry["type"] is null || SchemaTypes.Of(entry).Contains("object"));

    private void CheckSchema(JsonValue schema)
    {
        if (!_schemas.Add(schema))
            return;
        if (schema.Kind is not (JsonKind.Object or JsonKind.Boolean))
            _faults.AddKind(schema, "a schema, such as { \"type\": \"string\" }");
        if (schema.Kind != JsonKind.Object)
            return;
        if (schema["$ref"] is not null)
            _referring.Add(schema);
        foreach (var keyword in schema.Items)
            CheckKeyword(schema, keyword);
        ValueRules.Check(schema, _references, _faults);
        ObjectRules.Check(schema, _references, _faults);
    }

    private void CheckKeyword(JsonValue schema, JsonValue keyword)
    {
        if (keyword.Name.StartsWith("x-", StringComparison.Ordinal))
            return;
        if (!SchemaKeyword.All.TryGetValue(keyword.Name, out var known))
        {
            _faults.Warnings.Add(
                keyword,
                $"is not a keyword of draft-07 or of the platform, and has no effect{Suggest(keyword.Name, SchemaKeyword.All.Keys)}");
            return;
        }

        if (known.Type is not null
            && schema["type"] is not null
            && !SchemaTypes.Of(schema).Any(type => (type == "integer" ? "number" : type) == known.Type))
        {
            _faults.Warnings.Add(
                keyword,
                $"belongs to type {(known.Type == "number" ? "number or integer" : known.Type)}, which this schema does not have");
        }

        if (KeywordCheck.Passes(keyword, known.Value, IsBinding(schema, keyword, known) ? _faults : _faults.Warnings))
            CheckInner(keyword, known.Value);
    }

    // The platform reads the keywords of its own with leniency, but for those by which it knows objects.
    private static bool IsBinding(JsonValue schema, JsonValue keyword, SchemaKeyword known) =>
        known.IsOfDraft || (keyword.Name is "identityFields" or "nameField" && DefinitionNames.IsIdentified(schema));

    private void CheckInner(JsonValue keyword, KeywordValue value)
    {
        foreach (var inner in InnerOf(keyword, value))
            CheckSchema(inner);
    }

    private static IEnumerable<JsonValue> InnerOf(JsonValue keyword, KeywordValue value) => value switch
    {
        KeywordValue.Schema => [keyword],
        KeywordValue.SchemaOrList => keyword.Kind == JsonKind.Array ? keyword.Items : [keyword],
        KeywordValue.SchemaList or KeywordValue.SchemaMap or KeywordValue.PatternMap => keyword.Items,
        KeywordValue.Dependencies => keyword.Items.Where(item => item.Kind != JsonKind.Array),
        _ => [],
    };

    private static string Suggest(string written, IEnumerable<string> known)
    {
        var nearest = known.OrderBy(name => Spelling.Distance(written, name)).First();
        return Spelling.IsNear(written, nearest) ? $" (did you mean '{nearest}'?)" : "";
    }
}
