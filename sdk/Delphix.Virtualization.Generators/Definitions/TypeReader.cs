using Delphix.Virtualization.Generators.Json;
using Delphix.Virtualization.Generators.Primitives;
using Delphix.Virtualization.Generators.Schemas;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Reads the models of records and enums from their schemas.</summary>
internal sealed class TypeReader(SchemaReferences references, TypeMapper mapper, SchemaFaults faults)
{
    /// <summary>Reads an enum.</summary>
    public static EnumModel ReadEnum(JsonValue schema, string name)
    {
        var scope = new IdentifierScope([], StringComparer.Ordinal);
        var members = TypeMapper.StringsOf(schema["enum"]!).Select(text =>
            new EnumMemberModel(text, scope.Claim(Identifiers.Valid(Identifiers.Pascal(text))), Documentation.ForEnumMember(text)));
        return new EnumModel(name, Documentation.ForType(schema), members.ToEquatableArray());
    }

    /// <summary>Reads a record.</summary>
    /// <param name="schema">Schema of the object.</param>
    /// <param name="name">Name of the record.</param>
    /// <param name="definition">Which of the platform's definitions it is; null for an object inside one.</param>
    public RecordModel ReadRecord(JsonValue schema, string name, string? definition)
    {
        var properties = ReadObject(schema["properties"]);
        var required = ReadRequired(schema["required"], properties);
        var names = new MemberNames(name);
        var models = properties.Select(property => ReadProperty(property, names.Claim(property.Name), required.Contains(property.Name)));
        return new RecordModel(name, Documentation.ForType(schema, definition), definition, models.ToEquatableArray());
    }

    private PropertyModel ReadProperty(JsonValue schema, string identifier, bool isRequired)
    {
        var type = mapper.Map(schema);
        var target = references.Resolve(schema) ?? schema;
        return new PropertyModel(schema.Name, identifier, type, isRequired, Documentation.ForProperty(schema, target, type));
    }

    private IReadOnlyList<JsonValue> ReadObject(JsonValue? properties)
    {
        if (properties is null or { Kind: JsonKind.Object })
        {
            return properties?.Items ?? [];
        }

        faults.Unsupported(properties, "write an object here, with one schema for each property");
        return [];
    }

    private HashSet<string> ReadRequired(JsonValue? required, IReadOnlyList<JsonValue> properties)
    {
        if (required is not null && (required.Kind != JsonKind.Array || required.Items.Any(item => item.Kind != JsonKind.String)))
        {
            faults.Unsupported(required, "write an array here, with the names of the properties that every value must have");
            return [];
        }

        var names = new HashSet<string>(properties.Select(property => property.Name), StringComparer.Ordinal);
        foreach (var unknown in (required?.Items ?? []).Where(item => !names.Contains(item.Text)))
        {
            faults.Unsupported(unknown, $"'{unknown.Text}' is required but not described: add it to 'properties', or remove it here");
        }

        return [.. (required?.Items ?? []).Select(item => item.Text)];
    }
}
