using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Runtime;

/// <summary>
/// Reads and writes objects of definitions and connections at little cost. System.Text.Json has code made for each class and each type of
/// a property when it first meets them, which pays with thousands of objects; a process that runs operations has a few. Knows what
/// generated classes usually have. A null is never final: System.Text.Json then has the last word, and says what is wrong.
/// </summary>
internal static class QuickJson
{
    private const BindingFlags AnyMember = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const BindingFlags AsCalled = BindingFlags.DoNotWrapExceptions;

    // What System.Text.Json takes in any case. It says of what is nested deeper that it may contain itself.
    private const int MostLevels = 63;

    /// <summary>Reads an object; null where System.Text.Json has to.</summary>
    internal static object? TryRead(JsonObject json, Type type)
    {
        if (PropertiesOf(type) is not { } properties)
            return null;
        if (type.GetConstructors() is not [var constructor])
            return null;
        var parameters = constructor.GetParameters();
        var values = new Dictionary<string, object?>();
        foreach (var (name, property) in properties)
        {
            if (!json.TryGetPropertyValue(name, out var node))
            {
                if (parameters.Length > 0 || property.IsDefined(typeof(RequiredMemberAttribute)))
                    return null;
                continue;
            }

            if (!TryReadValue(node, property.PropertyType, out var value))
                return null;
            values[property.Name] = value;
        }

        if (parameters.Length > 0)
        {
            return parameters.Length == values.Count && parameters.All(parameter => values.ContainsKey(parameter.Name!))
                ? constructor.Invoke(AsCalled, null, [.. parameters.Select(parameter => values[parameter.Name!])], null)
                : null;
        }

        var read = Activator.CreateInstance(type)!;
        foreach (var property in properties.Values.Where(property => values.ContainsKey(property.Name)))
            property.SetValue(read, values[property.Name], AsCalled, null, null, null);
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
            ? MembersOf(type).FirstOrDefault(member => NameOf(member) == choice)?.GetValue(null)
            : null;
    }

    private static bool TryWriteObject(Utf8JsonWriter writer, object value)
    {
        if (writer.CurrentDepth >= MostLevels || PropertiesOf(value.GetType()) is not { } properties)
            return false;
        writer.WriteStartObject();
        foreach (var (name, property) in properties)
        {
            var content = property.GetValue(value, AsCalled, null, null, null);
            if (content is null && property.IsDefined(typeof(JsonIgnoreAttribute)))
                continue;
            writer.WritePropertyName(name);
            if (!TryWriteValue(writer, content, property.PropertyType))
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
            case Enum choice when MembersOf(choice.GetType()).FirstOrDefault(member => member.Name == choice.ToString()) is { } member:
                writer.WriteStringValue(NameOf(member));
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
    private static IEnumerable<FieldInfo> MembersOf(Type choices) =>
        choices.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is { IsGenericType: true } converter
            && converter.GetGenericTypeDefinition() == typeof(JsonStringEnumConverter<>)
            ? choices.GetFields(BindingFlags.Public | BindingFlags.Static).Where(member => NameOf(member) is not null)
            : [];

    private static string? NameOf(FieldInfo member) => member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name;
}
