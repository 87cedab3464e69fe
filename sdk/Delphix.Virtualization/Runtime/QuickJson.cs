using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Runtime;

/// <summary>
/// Reads and writes definitions and connections by reflection. System.Text.Json generates code for each class and each type of a property
/// at first use, which pays off with thousands of objects; a process that runs operations has a few. This class handles what generated
/// classes usually have. It returns null for everything else; then System.Text.Json decides, and reports what is wrong.
/// </summary>
internal static class QuickJson
{
    private const BindingFlags AnyMember = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const BindingFlags AsCalled = BindingFlags.DoNotWrapExceptions;

    // The depth that System.Text.Json surely accepts. Deeper objects are left to it: it reports a possible cycle.
    private const int MostLevels = 63;

    // Keyed weakly, so that this table keeps no plugin's types alive.
    private static readonly ConditionalWeakTable<Type, Shape> Shapes = [];
    private static readonly ConditionalWeakTable<Type, Choice[]> Choices = [];

    /// <summary>Reads an object; null where System.Text.Json has to.</summary>
    internal static object? TryRead(JsonObject json, Type type)
    {
        if (Shapes.GetValue(type, ShapeOf) is not { Parts: { } parts, Constructor: { } constructor, Parameters: var parameters })
            return null;
        var isByParameters = parameters.Length > 0;
        var values = new object?[parts.Length];
        var isGiven = new bool[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            isGiven[i] = json.TryGetPropertyValue(parts[i].Name, out var node);
            if (isGiven[i] ? !TryReadValue(node, parts[i].Property.PropertyType, out values[i]) : isByParameters || parts[i].IsRequired)
                return null;
        }

        if (isByParameters)
            return constructor.Invoke(AsCalled, null, Array.ConvertAll(parameters, part => values[part]), null);
        var read = Activator.CreateInstance(type)!;
        for (var i = 0; i < parts.Length; i++)
        {
            if (isGiven[i])
                parts[i].Property.SetValue(read, values[i], AsCalled, null, null, null);
        }

        return read;
    }

    /// <summary>Writes an object; null where System.Text.Json has to.</summary>
    internal static JsonNode? TryWrite(object value)
    {
        using var text = new MemoryStream();
        using var writer = new Utf8JsonWriter(text);
        if (!TryWriteObject(writer, value))
            return null;
        writer.Flush();
        return JsonNode.Parse(text.ToArray());
    }

    private static bool TryReadValue(JsonNode? node, Type type, out object? value)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            value = null;
            return node is null || TryReadValue(node, underlying, out value);
        }

        value = node switch
        {
            JsonObject item => TryRead(item, type),
            JsonArray items when ItemTypeOf(type) is { } itemType => TryReadList(items, itemType),
            JsonValue single => TryReadSingle(single, type),
            _ => null,
        };
        return value is not null;
    }

    private static IList? TryReadList(JsonArray items, Type itemType)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(itemType))!;
        foreach (var item in items)
        {
            if (!TryReadValue(item, itemType, out var value))
                return null;
            list.Add(value);
        }

        return list;
    }

    private static object? TryReadSingle(JsonValue node, Type type)
    {
        if (type == typeof(string))
            return node.TryGetValue<string>(out var text) ? text : null;
        if (type == typeof(bool))
            return node.TryGetValue<bool>(out var flag) ? flag : null;
        if (type == typeof(long))
            return node.TryGetValue<long>(out var whole) ? whole : null;
        if (type == typeof(int))
            return node.TryGetValue<int>(out var small) ? small : null;
        if (type == typeof(double))
            return node.TryGetValue<double>(out var number) && double.IsFinite(number) ? number : null;
        return type.IsEnum && node.TryGetValue<string>(out var choice)
            ? Array.Find(Choices.GetValue(type, ChoicesOf), known => known.Name == choice)?.Value
            : null;
    }

    private static bool TryWriteObject(Utf8JsonWriter writer, object value)
    {
        if (writer.CurrentDepth >= MostLevels || Shapes.GetValue(value.GetType(), ShapeOf).Parts is not { } parts)
            return false;
        writer.WriteStartObject();
        foreach (var part in parts)
        {
            var content = part.Property.GetValue(value, AsCalled, null, null, null);
            if (content is null && part.IsLeftOutWhenNull)
                continue;
            writer.WritePropertyName(part.Name);
            if (!TryWriteValue(writer, content, part.Property.PropertyType))
                return false;
        }

        writer.WriteEndObject();
        return true;
    }

    private static bool TryWriteValue(Utf8JsonWriter writer, object? value, Type type)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                return true;
            case bool flag:
                writer.WriteBooleanValue(flag);
                return true;
            case long whole:
                writer.WriteNumberValue(whole);
                return true;
            case int small:
                writer.WriteNumberValue(small);
                return true;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                return true;
            case Enum choice when Array.Find(Choices.GetValue(choice.GetType(), ChoicesOf), known => known.Member == choice.ToString())
                is { } known:
                writer.WriteStringValue(known.Name);
                return true;
            case IEnumerable items when writer.CurrentDepth < MostLevels && ItemTypeOf(type) is { } itemType:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    if (!TryWriteValue(writer, item, itemType))
                        return false;
                }

                writer.WriteEndArray();
                return true;
            default:
                return value is not null && TryWriteObject(writer, value);
        }
    }

    private static Shape ShapeOf(Type type)
    {
        if (PropertiesOf(type) is not { } properties)
            return new Shape(null, null, []);
        Part[] parts =
        [
            .. properties.Select(known => new Part(
                known.Key,
                known.Value,
                known.Value.IsDefined(typeof(RequiredMemberAttribute)),
                known.Value.IsDefined(typeof(JsonIgnoreAttribute)))),
        ];
        if (type.GetConstructors() is not [var constructor])
            return new Shape(parts, null, []);
        int[] parameters =
        [
            .. constructor.GetParameters().Select(parameter => Array.FindIndex(parts, part => part.Property.Name == parameter.Name)),
        ];
        var isKnown = parameters.Length == 0 || (parameters.Length == parts.Length && !parameters.Contains(-1));
        return new Shape(parts, isKnown ? constructor : null, parameters);
    }

    // By their names in JSON; null for a class that says more of how it is written than generated classes do.
    private static Dictionary<string, PropertyInfo>? PropertiesOf(Type type)
    {
        var isPlain = type is { IsClass: true, IsSealed: true } && type.BaseType == typeof(object) && !SaysMore(type)
            && type.GetInterfaces().All(each => each.Namespace != typeof(JsonAttribute).Namespace)
            && !type.GetFields(AnyMember).Any(SaysMore) && !type.GetConstructors(AnyMember).Any(SaysMore);
        if (!isPlain)
            return null;
        var properties = new Dictionary<string, PropertyInfo>();
        foreach (var property in type.GetProperties(AnyMember))
        {
            string? name = null;
            foreach (var attribute in property.GetCustomAttributes<JsonAttribute>(inherit: false))
            {
                if (attribute is JsonPropertyNameAttribute given)
                    name = given.Name;
                else if (attribute is not JsonIgnoreAttribute { Condition: JsonIgnoreCondition.WhenWritingNull })
                    return null;
            }

            var isPlainProperty = property is { GetMethod.IsPublic: true, SetMethod.IsPublic: true }
                && property.GetIndexParameters().Length == 0;
            if (isPlainProperty
                ? !properties.TryAdd(name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name), property)
                : name is not null || property.GetMethod is { IsPublic: true })
                return null;
        }

        return properties;
    }

    private static bool SaysMore(MemberInfo member) => member.IsDefined(typeof(JsonAttribute), inherit: false);

    private static Type? ItemTypeOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GenericTypeArguments[0] : null;

    // None of an enumeration that is not written by the names of its members.
    private static Choice[] ChoicesOf(Type type) =>
        type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is { IsGenericType: true } converter
            && converter.GetGenericTypeDefinition() == typeof(JsonStringEnumConverter<>)
            ? [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(TryReadChoice).OfType<Choice>()]
            : [];

    private static Choice? TryReadChoice(FieldInfo member) =>
        member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name is { } name
            ? new Choice(member.Name, name, member.GetValue(null)!)
            : null;

    /// <summary>What there is to know of a class, which is found out once.</summary>
    /// <param name="Parts">Its properties; null where System.Text.Json has to read and write it.</param>
    /// <param name="Constructor">
    /// Its only public constructor; null where it has none or several, or one that takes something else than all parts.
    /// </param>
    /// <param name="Parameters">Which part each of the constructor's parameters is.</param>
    private sealed record Shape(Part[]? Parts, ConstructorInfo? Constructor, int[] Parameters);

    private sealed record Part(string Name, PropertyInfo Property, bool IsRequired, bool IsLeftOutWhenNull);

    private sealed record Choice(string Member, string Name, object Value);
}
