using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Newtonsoft.Json.Linq;

namespace Delphix.Virtualization.Schemas;

/// <summary>Converts to the JSON library that NJsonSchema is built on. Strings that look like dates stay strings.</summary>
internal static class JsonNodes
{
    internal static JToken ToNewtonsoft(JsonNode? node) => node switch
    {
        JsonObject properties => ToNewtonsoft(properties),
        JsonArray items => new JArray(items.Select(ToNewtonsoft)),
        JsonValue value => ToNewtonsoft(value),
        _ => JValue.CreateNull(),
    };

    private static JObject ToNewtonsoft(JsonObject properties)
    {
        var result = new JObject();
        foreach (var (name, value) in properties)
            result.Add(name, ToNewtonsoft(value));
        return result;
    }

    private static JValue ToNewtonsoft(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.String => new JValue(value.Deserialize<string>()),
        JsonValueKind.Number => Number(value.ToJsonString()),
        JsonValueKind.True => new JValue(true),
        JsonValueKind.False => new JValue(false),
        _ => JValue.CreateNull(),
    };

    // NJsonSchema cannot work with whole numbers beyond 64 bits; as a double, one is refused where a whole number is asked for.
    private static JValue Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? new JValue(whole)
            : new JValue(double.Parse(text, CultureInfo.InvariantCulture));
}
