using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NJsonSchema;

namespace Delphix.Virtualization.Schemas;

/// <summary>Makes a definition of the schema file ready for validation. Nothing is fetched from elsewhere.</summary>
internal static class SchemaCompiler
{
    private const string PlatformDefinitions = "https://delphix.com/platform/api#/definitions/";

    private static readonly string[] CredentialsSuppliers = ["credentialsSupplier", "passwordCredentialsSupplier", "keyCredentialsSupplier"];

    /// <summary>Compiles a definition.</summary>
    /// <param name="definition">The definition; it is not changed.</param>
    /// <exception cref="FormatException">It is not a JSON schema; the text says why.</exception>
    internal static async Task<JsonSchema> CompileAsync(JsonObject definition)
    {
        var schema = (JsonObject)definition.DeepClone();
        Prepare(schema);
        try
        {
            return await JsonSchema.FromJsonAsync(schema.ToJsonString()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Newtonsoft.Json.JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static void Prepare(JsonNode? node)
    {
        if (node is JsonObject schema)
        {
            CheckPattern(schema);
            ReplaceReference(schema);
            foreach (var (_, child) in schema)
                Prepare(child);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
                Prepare(item);
        }
    }

    private static void CheckPattern(JsonObject schema)
    {
        if (schema["pattern"] is not JsonValue value || !value.TryGetValue<string>(out var pattern))
            return;
        try
        {
            _ = new Regex(pattern);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>A credentials supplier is the platform's business: to the plugin, and so here, it is an object of any content.</summary>
    private static void ReplaceReference(JsonObject schema)
    {
        if (schema["$ref"] is not JsonValue value || !value.TryGetValue<string>(out var reference) || reference.StartsWith('#'))
            return;
        if (!CredentialsSuppliers.Contains(reference.Replace(PlatformDefinitions, "", StringComparison.Ordinal)))
            throw new FormatException($"$ref '{reference}' is not known. Use one within the definition (#/…) or {PlatformDefinitions} with {string.Join(", ", CredentialsSuppliers)}.");
        schema.Remove("$ref");
        schema["type"] = "object";
    }
}
