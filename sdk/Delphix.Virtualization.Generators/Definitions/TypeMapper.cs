using Delphix.Virtualization.Generators.Json;
using Delphix.Virtualization.Generators.Schemas;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Chooses the C# type for a schema.</summary>
internal sealed class TypeMapper(SchemaReferences references, OpenObjects openObjects, TypeRegistry registry, SchemaFaults faults)
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

        if (target.Kind is not (JsonKind.Object or JsonKind.Boolean))
        {
            faults.Unsupported(target, "this is not a schema: write an object, such as { \"type\": \"string\" }");
            return TypeReference.Any(allowsNull: true);
        }

        var type = SchemaType.Of(target, faults);
        return target["enum"] is { } values ? MapEnum(target, values, type, listDepth) : MapType(target, type, listDepth);
    }

    /// <summary>The distinct strings among the values of an <c>enum</c>.</summary>
    public static IReadOnlyList<string> StringsOf(JsonValue values) =>
        [.. values.Items.Where(value => value.Kind == JsonKind.String).Select(value => value.Text).Distinct(StringComparer.Ordinal)];

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

    // An array of schemas gives each place of the list a type of its own, which no C# list has.
    private TypeReference MapItems(JsonValue target, int listDepth) =>
        target["items"] is { } items && items.Kind != JsonKind.Array ? Map(items, listDepth) : TypeReference.Any(allowsNull: true);

    private bool IsRecord(JsonValue target) =>
        registry.IsNamed(target) || (target["properties"] is { Items.Count: > 0 } && openObjects.FindUnlisted(target) is null);

    private TypeReference MapEnum(JsonValue target, JsonValue values, SchemaType type, int listDepth)
    {
        var hasType = target["type"] is not null;
        var wrong = values.Items.FirstOrDefault(value => value.Kind is not (JsonKind.String or JsonKind.Null));
        if (wrong is not null || (hasType && type.Name != "string"))
        {
            faults.Unsupported(wrong ?? values, "only strings can be listed here: quote every value and say \"type\": \"string\", or remove 'enum'");
            return MapType(target, type, listDepth);
        }

        var names = StringsOf(values);
        if (names.Count == 0)
        {
            faults.Unsupported(values, "no string is listed here, so that no value would be valid: list the strings, or remove 'enum'");
            return MapType(target, type, listDepth);
        }

        var allowsNull = values.Items.Any(value => value.Kind == JsonKind.Null) && (!hasType || type.AllowsNull);
        return new TypeReference(names.All(IsEnumName) ? registry.NameOf(target) : "string", allowsNull);
    }

    // System.Text.Json refuses a whole enum of which one member is empty or has space around it.
    private static bool IsEnumName(string name) => name.Length > 0 && name.Trim().Length == name.Length;
}
