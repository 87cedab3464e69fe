using System.Text.RegularExpressions;
using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>Checks the keywords of one schema against each other, as far as they are about objects.</summary>
internal static class ObjectRules
{
    /// <summary>Adds what is wrong.</summary>
    internal static void Check(JsonValue schema, SchemaReferences references, SchemaMistakes mistakes, bool isOfObjects)
    {
        var isDefinition = schema.Path.Segments.Count == 1;
        var properties = PropertiesOf(schema);
        var isOpen = schema["patternProperties"] is not null || schema["additionalProperties"] is { Kind: JsonKind.Object };
        CheckRequired(schema, mistakes, isOfObjects, mustBeListed: isDefinition || (properties.Count > 0 && !isOpen));
        CheckNames(schema, "ordering", mistakes);
        CheckPatterns(schema, mistakes);
        foreach (var property in properties.Where(property => property["matches"] is { Kind: JsonKind.String }))
            CheckMatches(schema["properties"]!, property, mistakes);
        if (isDefinition && schema["$ref"] is { } reference)
            mistakes.Add(reference, "a definition describes an object itself: list its values in 'properties'");
        if (isDefinition && DefinitionNames.Identified.Contains(schema.Name))
            CheckIdentity(schema, references, mistakes);
        else
            CheckNoIdentity(schema, mistakes);
        if (isDefinition && DefinitionNames.Sized.Contains(schema.Name) && schema["properties"]?["recordSizeInKB"] is { } size && SchemaTypes.Of(size) is not ["integer"])
            mistakes.Add(size, "this property tells the platform a record size: say \"type\": \"integer\"");
    }

    private static IReadOnlyList<JsonValue> PropertiesOf(JsonValue schema) => schema["properties"] is { Kind: JsonKind.Object } properties ? properties.Items : [];

    private static IEnumerable<JsonValue> NamesOf(JsonValue? keyword) =>
        keyword?.Kind == JsonKind.Array ? keyword.Items.Where(item => item.Kind == JsonKind.String) : [];

    private static void CheckRequired(JsonValue schema, SchemaMistakes mistakes, bool isOfObjects, bool mustBeListed)
    {
        foreach (var unknown in NamesOf(schema["required"]).Where(item => mustBeListed && schema["properties"]?[item.Text] is null))
            mistakes.Add(unknown, $"'{unknown.Text}' is required but not described: add it to 'properties', or remove it here");
        var isAnyType = schema["type"] is null ? !isOfObjects : SchemaTypes.Of(schema).Count(type => type is not "null") > 1;
        if (schema["required"] is { } required && isAnyType)
            mistakes.Add(required, "would be enforced for values of every type: give the schema the one type object");
    }

    private static bool CheckNames(JsonValue schema, string keyword, SchemaMistakes mistakes)
    {
        var unknown = NamesOf(schema[keyword]).Where(item => schema["properties"]?[item.Text] is null).ToList();
        foreach (var item in unknown)
            mistakes.Add(item, $"'{item.Text}' is not one of the 'properties'");
        return unknown.Count == 0;
    }

    // NJsonSchema applies to a property its own schema or the first pattern that fits, not all.
    private static void CheckPatterns(JsonValue schema, SchemaMistakes mistakes)
    {
        if (schema["patternProperties"] is not { Kind: JsonKind.Object, Items.Count: > 0 } patterns)
            return;
        foreach (var pattern in patterns.Items.Skip(1))
            mistakes.Add(pattern, "only one pattern is enforced: join it with the first one");
        var first = patterns.Items[0];
        if (PropertiesOf(schema).FirstOrDefault(property => Matches(first.Name, property.Name)) is { } listed)
            mistakes.Add(first, $"would not be enforced for '{listed.Name}', which 'properties' lists and this pattern fits too");
    }

    private static bool Matches(string pattern, string name)
    {
        try
        {
            return Regex.IsMatch(name, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static void CheckMatches(JsonValue properties, JsonValue user, SchemaMistakes mistakes)
    {
        var matches = user["matches"]!;
        if (user["referenceType"] is not { Text: "HOST_USER" })
            mistakes.Add(matches, "belongs to \"referenceType\": \"HOST_USER\"");
        else if (properties[matches.Text]?["referenceType"] is not { Text: "UNIX_HOST_ENVIRONMENT" })
            mistakes.Add(matches, $"'{matches.Text}' is not a property beside this one with \"referenceType\": \"UNIX_HOST_ENVIRONMENT\"");
    }

    private static void CheckIdentity(JsonValue definition, SchemaReferences references, SchemaMistakes mistakes)
    {
        if (definition["identityFields"] is not { } identity)
            mistakes.Add(definition, "lacks 'identityFields': list the properties that tell one object from another");
        else if (CheckNames(definition, "identityFields", mistakes) && identity is { Kind: JsonKind.Array, Items.Count: 0 })
            mistakes.Add(identity, "must list at least one of the 'properties'");
        if (definition["nameField"] is not { } name)
            mistakes.Add(definition, "lacks 'nameField': name the property that users see as the object's name");
        else if (name.Kind == JsonKind.String && definition["properties"]?[name.Text] is not { } property)
            mistakes.Add(name, $"'{name.Text}' is not one of the 'properties'");
        else if (name.Kind == JsonKind.String && !IsText(references.Resolve(definition["properties"]![name.Text]!)))
            mistakes.Add(name, $"'{name.Text}' must be a property of type string");
        else if (name.Kind == JsonKind.String && references.Resolve(definition["properties"]![name.Text]!)?["format"] is { Text: "password" })
            mistakes.Add(name, $"'{name.Text}' is a password, and users see the name: name another property");
    }

    private static void CheckNoIdentity(JsonValue schema, SchemaMistakes mistakes)
    {
        foreach (var keyword in new[] { schema["identityFields"], schema["nameField"] }.OfType<JsonValue>())
            mistakes.Add(keyword, $"belongs to {string.Join(" and ", DefinitionNames.Identified)} themselves only");
    }

    private static bool IsText(JsonValue? schema) =>
        schema is not null && (SchemaTypes.SingleOf(schema) == "string" || (schema["type"] is null && (schema["enum"] is not null || schema["const"] is { Kind: JsonKind.String })));
}
