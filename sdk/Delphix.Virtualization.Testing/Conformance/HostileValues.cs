using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// Puts text into a request that would be a command, and passwords that can be recognized, where the schema takes any text.
/// </summary>
internal static class HostileValues
{
    /// <summary>Would end a string of a shell, and then run something.</summary>
    internal const string Command = "dvp'\"; touch dvp-conformance; $(touch dvp-conformance) `touch dvp-conformance` \\";

    /// <summary>A password.</summary>
    internal const string Secret = "dvp-conformance-s3cret";

    /// <summary>Changes the values of a definition.</summary>
    internal static void Into(JsonObject values, JsonObject definition)
    {
        foreach (var (name, property) in definition["properties"] as JsonObject ?? [])
        {
            if (property is not JsonObject schema)
                continue;
            if (IsText(schema, format: null))
                values[name] = Command;
            else if (IsText(schema, "unixpath"))
                values[name] = $"/{Command}";
            else if (IsText(schema, "password"))
                values[name] = Secret;
            else if (values.ContainsKey(name) && schema["$ref"]?.ToString() is { } reference && PredefinedTypes.IsReference(reference))
                values[name] = CredentialsSupplier.OfPassword(Secret, "conformance");
        }
    }

    private static bool IsText(JsonObject schema, string? format) =>
        schema["type"] is JsonValue type && type.TryGetValue<string>(out var text) && text == "string"
        && schema["format"]?.ToString() == format && schema["pattern"] is null && schema["enum"] is null && schema["maxLength"] is null;
}
