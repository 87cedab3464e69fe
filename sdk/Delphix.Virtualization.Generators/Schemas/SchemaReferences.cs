using System.Globalization;
using Delphix.Virtualization.Generators.Json;

namespace Delphix.Virtualization.Generators.Schemas;

/// <summary>Follows the <c>$ref</c>s of one schema file, such as <c>#/definitions/credentials</c>.</summary>
internal sealed class SchemaReferences(JsonValue root, SchemaFaults faults)
{
    /// <summary>The schema itself, or what it refers to after any number of steps; null, and a fault, when that leads nowhere.</summary>
    public JsonValue? Resolve(JsonValue schema)
    {
        var visited = new HashSet<JsonValue>();
        while (schema["$ref"] is { } reference)
        {
            if (!visited.Add(schema))
            {
                faults.Unsupported(reference, $"the reference '{reference.Text}' leads back to itself: point it at a schema");
                return null;
            }

            if (reference.Kind != JsonKind.String || Find(reference.Text) is not { } target)
            {
                faults.Unsupported(reference, $"the reference '{reference.Text}' leads nowhere: point it at a schema in this file, such as '#/definitions/name'");
                return null;
            }

            schema = target;
        }

        return schema;
    }

    // A JSON pointer (RFC 6901) in a URI fragment: percent-encoded, with ~1 for a slash and ~0 for a tilde.
    private JsonValue? Find(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        var segments = reference.Substring(2).Split('/').Select(segment => Uri.UnescapeDataString(segment).Replace("~1", "/").Replace("~0", "~"));
        return segments.Aggregate((JsonValue?)root, (value, segment) => value?.Kind == JsonKind.Array ? ElementOf(value, segment) : value?[segment]);
    }

    private static JsonValue? ElementOf(JsonValue array, string segment) =>
        int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? array.Items.ElementAtOrDefault(index) : null;
}
