using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>What the <c>type</c> keyword of a schema says, alone or as a list.</summary>
internal static class SchemaTypes
{
    private static readonly string[] Known = ["string", "boolean", "integer", "number", "array", "object", "null"];

    /// <summary>
    /// The JSON types that a schema names; where it names none, the one that <c>properties</c> or <c>items</c> imply. Empty: any.
    /// </summary>
    internal static IReadOnlyList<string> Of(JsonValue schema) => schema["type"] is { } keyword
        ? [.. EntriesOf(keyword).Where(IsType).Select(entry => entry.Text).Distinct(StringComparer.Ordinal)]
        : schema["properties"] is not null ? ["object"] : schema["items"] is not null ? ["array"] : [];

    /// <summary>The one type besides null; null when there are several, or any.</summary>
    internal static string? SingleOf(JsonValue schema) => Of(schema).Where(type => type != "null").ToList() is [var single] ? single : null;

    /// <summary>Adds what is wrong with the keyword's value.</summary>
    internal static void Check(JsonValue keyword, SchemaFaults faults)
    {
        if (keyword.Kind is not (JsonKind.String or JsonKind.Array) || keyword is { Kind: JsonKind.Array, Items.Count: 0 })
        {
            faults.AddKind(keyword, "a type or a list of types");
            return;
        }

        foreach (var entry in EntriesOf(keyword).Where(entry => !IsType(entry)))
            faults.Add(entry, $"'{entry.Text}' is not a JSON type: use string, boolean, integer, number, array, object or null");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in EntriesOf(keyword).Where(entry => !names.Add(entry.Text) && IsType(entry)))
            faults.Add(entry, $"'{entry.Text}' is listed twice");
    }

    private static IReadOnlyList<JsonValue> EntriesOf(JsonValue keyword) => keyword.Kind == JsonKind.Array ? keyword.Items : [keyword];

    private static bool IsType(JsonValue entry) => entry.Kind == JsonKind.String && Known.Contains(entry.Text);
}
