using Delphix.Virtualization.Generators.Json;

namespace Delphix.Virtualization.Generators.Schemas;

/// <summary>What the <c>type</c> keyword of a schema says, alone or as a list.</summary>
/// <param name="Name">The one JSON type besides null; null when the schema allows several, or any.</param>
/// <param name="AllowsNull">Whether the value may be JSON null.</param>
internal sealed record SchemaType(string? Name, bool AllowsNull)
{
    private static readonly HashSet<string> Known = new(["string", "boolean", "integer", "number", "array", "object", "null"], StringComparer.Ordinal);

    /// <summary>Reads the keyword; where it is missing, the keywords that only make sense for one type tell the type.</summary>
    public static SchemaType Of(JsonValue schema, SchemaFaults faults)
    {
        if (schema["type"] is not { } keyword)
        {
            return new SchemaType(Guess(schema), AllowsNull: schema["properties"] is null && schema["items"] is null);
        }

        List<JsonValue> entries = [.. keyword.Kind == JsonKind.Array ? keyword.Items : [keyword]];
        foreach (var entry in entries.Where(entry => entry.Kind != JsonKind.String || !Known.Contains(entry.Text)))
        {
            faults.Unsupported(entry, $"'{entry.Text}' is not a JSON type: use string, boolean, integer, number, array, object or null");
        }

        var names = new HashSet<string>(entries.Select(entry => entry.Text), StringComparer.Ordinal);
        var allowsNull = names.Remove("null");
        if (names.Contains("number"))
        {
            names.Remove("integer");
        }

        return new SchemaType(names.Count == 1 ? names.Single() : null, allowsNull);
    }

    private static string? Guess(JsonValue schema) => schema["properties"] is not null ? "object" : schema["items"] is not null ? "array" : null;
}
