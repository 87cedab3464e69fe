using Delphix.Virtualization.Generators.Schemas;
using Delphix.Virtualization.Json;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Chooses the C# type for a schema.</summary>
internal sealed class TypeMapper(SchemaReferences references, OpenObjects openObjects, TypeRegistry registry)
{
    // Deeper lists than anybody writes: one that contains itself by reference would never end.
    private const int MaximumListDepth = 8;

    /// <summary>Returns the type for the values of a schema, and has it generated where it is an object or enum.</summary>
    /// <param name="schema">The schema, or a reference to it.</param>
    /// <param name="listDepth">Number of lists around it.</param>
    public TypeReference Map(JsonValue schema, int listDepth = 0)
    {
        if (references.Resolve(schema) is not { } target)
        {
            return TypeReference.Any(allowsNull: true);
        }

        if (SchemaReferences.IsPredefined(target))
        {
            return TypeReference.Supplier();
        }

        var type = SchemaType.Of(target);
        return target["const"] is { } constant ? MapConstant(target, constant, type)
            : target["enum"] is { } values ? MapEnum(target, values, type, listDepth)
            : MapType(target, type, listDepth);
    }

    /// <summary>The distinct texts to which a schema restricts its values; null when it does not, or no enum can have them.</summary>
    public static IReadOnlyList<string>? ChoicesOf(JsonValue schema) =>
        (schema["const"] is { } constant ? StringsOf([constant]) : StringsOf(schema["enum"]?.Items ?? [])) is { Count: > 0 } choices && choices.All(IsEnumName) ? choices : null;

    private static IReadOnlyList<string> StringsOf(IReadOnlyList<JsonValue> values) =>
        [.. values.Where(value => value.Kind == JsonKind.String).Select(value => value.Text).Distinct(StringComparer.Ordinal)];

    private TypeReference MapType(JsonValue target, SchemaType type, int listDepth) => type.Name switch
    {
        "string" => new TypeReference("string", type.AllowsNull),
        "boolean" => new TypeReference("bool", type.AllowsNull),
        "integer" => new TypeReference(NumericRange.Of(target).FitsInt32 ? "int" : "long", type.AllowsNull),
        "number" => new TypeReference("double", type.AllowsNull),
        "array" when listDepth < MaximumListDepth => TypeReference.ListOf(MapItems(target, listDepth + 1), type.AllowsNull),
        "object" when IsRecord(target) => new TypeReference(registry.NameOf(target), type.AllowsNull),
        _ => TypeReference.Any(type.AllowsNull),
    };

    private TypeReference MapItems(JsonValue target, int listDepth) =>
        target["items"] is { } items ? Map(items, listDepth) : TypeReference.Any(allowsNull: true);

    private bool IsRecord(JsonValue target) =>
        registry.IsNamed(target) || (target["properties"] is { Items.Count: > 0 } && openObjects.FindUnlisted(target) is null);

    private TypeReference MapConstant(JsonValue target, JsonValue constant, SchemaType type) => constant.Kind switch
    {
        JsonKind.String => MapChoices(target, allowsNull: false),
        JsonKind.Boolean => new TypeReference("bool", AllowsNull: false),
        JsonKind.Number => new TypeReference(type.Name == "integer" ? "long" : "double", AllowsNull: false),
        _ => TypeReference.Any(allowsNull: true),
    };

    private TypeReference MapEnum(JsonValue target, JsonValue values, SchemaType type, int listDepth)
    {
        var isOfTexts = type.Name == "string" || target["type"] is null;
        return isOfTexts && StringsOf(values.Items).Count > 0
            ? MapChoices(target, type.AllowsNull && values.Items.Any(value => value.Kind == JsonKind.Null))
            : MapType(target, type, listDepth);
    }

    private TypeReference MapChoices(JsonValue target, bool allowsNull) =>
        new(ChoicesOf(target) is null ? "string" : registry.NameOf(target), allowsNull);

    // System.Text.Json refuses a whole enum of which one member is empty or has space around it.
    private static bool IsEnumName(string name) => name.Length > 0 && name.Trim().Length == name.Length;
}
