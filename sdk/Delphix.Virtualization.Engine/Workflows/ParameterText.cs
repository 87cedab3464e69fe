using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>
/// Reads values that a user gave as text, as all values of a command line are: where the schema takes a string, text stays text; where it
/// takes a number, true or false, a list or an object instead, text is read as JSON. Text that does not fit stays as it is, for validation
/// to name it.
/// </summary>
internal static class ParameterText
{
    // References of a schema may go in circles.
    private const int MaxReferences = 16;

    /// <param name="definition">The definition of the plugin's schema.</param>
    /// <param name="parameters">The values; they are not changed.</param>
    internal static JsonObject Read(JsonObject definition, JsonObject parameters) => ReadObject(definition, definition, parameters);

    private static JsonObject ReadObject(JsonObject definition, JsonObject? schema, JsonObject values)
    {
        var properties = schema?["properties"] as JsonObject;
        var result = new JsonObject();
        foreach (var (name, value) in values)
            result[name] = ReadValue(definition, Resolve(definition, properties?[name] as JsonObject), value);
        return result;
    }

    private static JsonNode? ReadValue(JsonObject definition, JsonObject? schema, JsonNode? value)
    {
        if (value is JsonObject item)
            return ReadObject(definition, schema, item);
        if (value is JsonValue written
            && written.TryGetValue<string>(out var text)
            && TypesOf(schema) is { Count: > 0 } types
            && !types.Contains("string"))
            return Parse(text) is { } parsed && types.Contains(TypeOf(parsed)) ? parsed : value.DeepClone();
        return value?.DeepClone();
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return SoundJson.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HashSet<string> TypesOf(JsonObject? schema)
    {
        var types = schema?["type"] switch
        {
            JsonArray several => several.OfType<JsonValue>().Select(type => type.ToString()).ToHashSet(),
            JsonValue single => [single.ToString()],
            _ => [],
        };
        // Validation reports a number that is not whole.
        if (types.Contains("integer"))
            types.Add("number");
        return types;
    }

    private static string TypeOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "boolean",
    };

    private static JsonObject? Resolve(JsonObject definition, JsonObject? schema)
    {
        for (var i = 0; i < MaxReferences && schema?["$ref"] is JsonValue reference; i++)
            schema = JsonNodes.Follow(definition, reference.ToString()) as JsonObject;
        return schema;
    }
}
