using Delphix.Virtualization.Json;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Generators.Schemas;

/// <summary>What a schema says of the type of its values.</summary>
/// <param name="Name">The one JSON type besides null; null when the schema allows several, or any.</param>
/// <param name="AllowsNull">Whether the value may be JSON null.</param>
internal sealed record SchemaType(string? Name, bool AllowsNull)
{
    /// <summary>Reads the types of a schema.</summary>
    public static SchemaType Of(JsonValue schema)
    {
        var names = new HashSet<string>(SchemaTypes.Of(schema), StringComparer.Ordinal);
        var allowsNull = names.Count == 0 || names.Contains("null");
        names.Remove("null");
        if (names.Contains("number"))
        {
            names.Remove("integer");
        }

        return new SchemaType(names.Count == 1 ? names.Single() : null, allowsNull);
    }
}
