using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>Checks the keywords of one schema against each other, as far as they are about objects.</summary>
internal static class ObjectRules
{
    private const string RecordSize = "recordSizeInKB";
    private static readonly string[] UserTypes = ["HOST_USER", "EnvironmentUser"];
    private static readonly string[] EnvironmentTypes = ["UNIX_HOST_ENVIRONMENT", "UnixHostEnvironment"];

    /// <summary>The values of <c>referenceType</c> that the platform knows. Each thing has two names.</summary>
    internal static IReadOnlyList<string> ReferenceTypes { get; } = [.. EnvironmentTypes, .. UserTypes];

    /// <summary>Adds what is wrong.</summary>
    internal static void Check(JsonValue schema, SchemaReferences references, SchemaFaults faults)
    {
        var isDefinition = schema.Path.Segments.Count == 1;
        var properties = PropertiesOf(schema);
        var isOpen = schema["patternProperties"] is not null || schema["additionalProperties"] is { Kind: JsonKind.Object };
        if (isDefinition || (properties.Count > 0 && !isOpen))
            CheckRequired(schema, faults.Warnings);
        CheckNames(schema, "ordering", faults.Warnings);
        foreach (var property in properties.Where(property => property["matches"] is { Kind: JsonKind.String }))
            CheckMatches(schema["properties"]!, property, faults.Warnings);
        if (isDefinition && schema["$ref"] is { } reference)
            faults.Add(reference, "a definition describes an object itself: list its values in 'properties'");
        if (DefinitionNames.IsIdentified(schema))
            CheckIdentity(schema, references, faults);
        else
            CheckNoIdentity(schema, faults.Warnings);
        if (IsRecordSize(schema) && schema["type"] is { } type && type is not { Kind: JsonKind.String, Text: "integer" })
            faults.Add(type, "this property tells the platform a record size: say \"type\": \"integer\"");
    }

    /// <summary>Whether a schema is that of the property in which a source says how large the platform's records are.</summary>
    internal static bool IsRecordSize(JsonValue schema) =>
        schema.Name == RecordSize
        && schema.Path.Segments is [var definition, "properties", _]
        && DefinitionNames.Sized.Contains(definition);

    private static IReadOnlyList<JsonValue> PropertiesOf(JsonValue schema) =>
        schema["properties"] is { Kind: JsonKind.Object } properties ? properties.Items : [];

    private static IEnumerable<JsonValue> NamesOf(JsonValue? keyword) =>
        keyword?.Kind == JsonKind.Array ? keyword.Items.Where(item => item.Kind == JsonKind.String) : [];

    private static void CheckRequired(JsonValue schema, SchemaFaults warnings)
    {
        foreach (var unknown in NamesOf(schema["required"]).Where(item => schema["properties"]?[item.Text] is null))
            warnings.Add(unknown, $"'{unknown.Text}' is required but not described: add it to 'properties', or remove it here");
    }

    private static void CheckNames(JsonValue schema, string keyword, SchemaFaults warnings)
    {
        foreach (var item in NamesOf(schema[keyword]).Where(item => schema["properties"]?[item.Text] is null))
            warnings.Add(item, $"'{item.Text}' is not one of the 'properties'");
    }

    private static void CheckMatches(JsonValue properties, JsonValue user, SchemaFaults faults)
    {
        var matches = user["matches"]!;
        if (!Refers(user, UserTypes))
            faults.Add(matches, $"belongs to \"referenceType\": \"{UserTypes[0]}\"");
        else if (!Refers(properties[matches.Text], EnvironmentTypes))
            faults.Add(matches, $"'{matches.Text}' is not a property beside this one with \"referenceType\": \"{EnvironmentTypes[0]}\"");
    }

    private static bool Refers(JsonValue? property, string[] types) =>
        property?["referenceType"] is { Kind: JsonKind.String } type && types.Contains(type.Text);

    private static void CheckIdentity(JsonValue definition, SchemaReferences references, SchemaFaults faults)
    {
        if (definition["identityFields"] is not { } identity)
            faults.Add(definition, "lacks 'identityFields': list the properties that tell one object from another");
        else if (identity is { Kind: JsonKind.Array, Items.Count: 0 })
            faults.Add(identity, "must list at least one of the 'properties'");
        CheckNames(definition, "identityFields", faults.Warnings);
        if (definition["nameField"] is not { } name)
            faults.Add(definition, "lacks 'nameField': name the property that users see as the object's name");
        else if (name.Kind == JsonKind.String && definition["properties"]?[name.Text] is not { } property)
            faults.Add(name, $"'{name.Text}' is not one of the 'properties'");
        else if (name.Kind == JsonKind.String && !IsText(references.Resolve(definition["properties"]![name.Text]!)))
            faults.Add(name, $"'{name.Text}' must be a property of type string");
        else if (name.Kind == JsonKind.String
            && references.Resolve(definition["properties"]![name.Text]!)?["format"] is { Text: "password" })
            faults.Add(name, $"'{name.Text}' is a password, and users see the name: name another property");
    }

    private static void CheckNoIdentity(JsonValue schema, SchemaFaults faults)
    {
        foreach (var keyword in new[] { schema["identityFields"], schema["nameField"] }.OfType<JsonValue>())
            faults.Add(keyword, $"belongs to {string.Join(" and ", DefinitionNames.Identified)} themselves only");
    }

    private static bool IsText(JsonValue? schema) =>
        schema is not null
            && (
                SchemaTypes.SingleOf(schema) == "string"
                    || (schema["type"] is null && (schema["enum"] is not null || schema["const"] is { Kind: JsonKind.String })));
}
