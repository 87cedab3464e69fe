using Delphix.Virtualization.Generators.Schemas;
using Delphix.Virtualization.Json;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Chooses the C# type for a schema.</summary>
internal sealed class TypeMapper(SchemaReferences references, OpenObjects openObjects, TypeRegistry registry)
{
    // Nobody nests lists this deep. Without a limit, a list that contains itself by reference would never end.
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
        return AllowedBy(target) is { } values ? MapValues(target, values, type, listDepth) : MapType(target, type, listDepth);
    }

    /// <summary>The distinct texts to which a schema restricts its values; null when it does not, or no enum can have them.</summary>
    public static IReadOnlyList<string>? ChoicesOf(JsonValue schema) =>
        AllowedBy(schema) is { } values && values.All(value => value.Kind is JsonKind.String or JsonKind.Null)
        && StringsOf(values) is { Count: > 0 } choices && choices.All(IsEnumName) ? choices : null;

    private static IReadOnlyList<string> StringsOf(IReadOnlyList<JsonValue> values) =>
        [.. values.Where(value => value.Kind == JsonKind.String).Select(value => value.Text).Distinct(StringComparer.Ordinal)];

    // What the schema lists, as far as it is of a type that the schema allows; null when it lists nothing.
    private static IReadOnlyList<JsonValue>? AllowedBy(JsonValue schema)
    {
        var listed = schema["const"] is { } constant ? [constant] : schema["enum"] is { Kind: JsonKind.Array } values ? values.Items : null;
        var types = SchemaTypes.Of(schema);
        return listed is null || schema["type"] is null ? listed : [.. listed.Where(value => types.Any(type => IsOf(value, type)))];
    }

    private static bool IsOf(JsonValue value, string type) => value.Kind switch
    {
        JsonKind.String => type == "string",
        JsonKind.Boolean => type == "boolean",
        JsonKind.Null => type == "null",
        JsonKind.Object => type == "object",
        JsonKind.Array => type == "array",
        _ => type == "number" || (type == "integer" && IsWhole(value)),
    };

    private static bool IsWhole(JsonValue value) =>
        JsonNumber.ValueOf(value) is { } number && Math.Floor(number) == number && Math.Abs(number) < long.MaxValue;

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
        target["items"] is { Kind: not JsonKind.Array } items ? Map(items, listDepth) : TypeReference.Any(allowsNull: true);

    private bool IsRecord(JsonValue target) =>
        registry.IsNamed(target) || (target["properties"] is { Items.Count: > 0 } && openObjects.FindUnlisted(target) is null);

    private TypeReference MapValues(JsonValue target, IReadOnlyList<JsonValue> values, SchemaType type, int listDepth)
    {
        var allowsNull = values.Any(value => value.Kind == JsonKind.Null);
        List<JsonKind> kinds = [.. values.Select(value => value.Kind).Where(kind => kind != JsonKind.Null).Distinct()];
        return kinds switch
        {
            [JsonKind.String] => new TypeReference(ChoicesOf(target) is null ? "string" : registry.NameOf(target), allowsNull),
            [JsonKind.Boolean] => new TypeReference("bool", allowsNull),
            [JsonKind.Number] =>
                new TypeReference(values.All(value => value.Kind == JsonKind.Null || IsWhole(value)) ? "long" : "double", allowsNull),
            [_] => MapType(target, type, listDepth),
            _ => TypeReference.Any(allowsNull || kinds.Count == 0),
        };
    }

    // System.Text.Json refuses a whole enum of which one member is empty or has space around it.
    private static bool IsEnumName(string name) => name.Length > 0 && name.Trim().Length == name.Length;
}
