using Delphix.Virtualization.Generators.Primitives;
using Delphix.Virtualization.Generators.Schemas;
using Delphix.Virtualization.Json;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Reads the models of records and enums from their schemas.</summary>
internal sealed class TypeReader(SchemaReferences references, OpenObjects openObjects, TypeMapper mapper)
{
    /// <summary>Reads an enum.</summary>
    public static EnumModel ReadEnum(JsonValue schema, string name, IReadOnlyList<string> choices)
    {
        var scope = new IdentifierScope([], StringComparer.Ordinal);
        var members = choices.Select(text =>
            new EnumMemberModel(text, scope.Claim(Identifiers.Valid(Identifiers.Pascal(text))), Documentation.ForEnumMember(text)));
        return new EnumModel(name, Documentation.ForType(schema), members.ToEquatableArray());
    }

    /// <summary>Reads a record.</summary>
    /// <param name="schema">Schema of the object.</param>
    /// <param name="name">Name of the record.</param>
    /// <param name="definition">Which of the platform's definitions it is; null for an object inside one.</param>
    public RecordModel ReadRecord(JsonValue schema, string name, string? definition)
    {
        var properties = schema["properties"] is { Kind: JsonKind.Object } listed ? listed.Items : [];
        var required = new HashSet<string>((schema["required"]?.Items ?? []).Select(item => item.Text), StringComparer.Ordinal);
        var names = new MemberNames(name);
        var models = properties
            .Select(property => ReadProperty(property, names.Claim(property.Name), required.Contains(property.Name)))
            .ToEquatableArray();
        var rest = openObjects.FindUnlisted(schema) is null ? null : names.Claim("AdditionalProperties");
        return new RecordModel(name, Documentation.ForType(schema, definition), definition, models, rest);
    }

    private PropertyModel ReadProperty(JsonValue schema, string identifier, bool isRequired)
    {
        var type = mapper.Map(schema);
        var target = references.Resolve(schema) ?? schema;
        return new PropertyModel(schema.Name, identifier, type, isRequired, Documentation.ForProperty(schema, target, type));
    }
}
