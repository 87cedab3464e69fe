using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Json;
using Newtonsoft.Json.Linq;
using JsonValue = System.Text.Json.Nodes.JsonValue;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// JSON of the runtime's own library: made from the reader that knows lines, followed along references, and turned into that of the library
/// that NJsonSchema is built on. Strings that look like dates stay strings.
/// </summary>
internal static class JsonNodes
{
    internal static JsonNode? From(Json.JsonValue value) => value.Kind switch
    {
        JsonKind.Object => new JsonObject(value.Items.Select(item => KeyValuePair.Create(item.Name, From(item)))),
        JsonKind.Array => new JsonArray([.. value.Items.Select(From)]),
        JsonKind.String => JsonValue.Create(value.Text),
        JsonKind.Null => null,
        _ => JsonNode.Parse(value.Text),
    };

    /// <summary>
    /// What a <c>$ref</c> leads to in a document, by its place or by an <c>$id</c>; null when it leads nowhere, or out of the document.
    /// </summary>
    internal static JsonNode? Follow(JsonNode document, string reference) =>
        JsonPointer.IsLocal(reference)
            ? JsonPointer.SegmentsOf(reference).Aggregate<string, JsonNode?>(document, Step)
            : Identified(document, reference);

    private static JsonNode? Step(JsonNode? node, string segment) => node switch
    {
        JsonObject item => item[segment],
        JsonArray list when int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < list.Count => list[index],
        _ => null,
    };

    private static JsonNode? Identified(JsonNode? node, string id) => node switch
    {
        JsonObject item when item["$id"] is JsonValue value && value.TryGetValue<string>(out var text) && text == id => item,
        JsonObject item => item.Select(property => Identified(property.Value, id)).FirstOrDefault(found => found is not null),
        JsonArray list => list.Select(entry => Identified(entry, id)).FirstOrDefault(found => found is not null),
        _ => null,
    };

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

    // Draft-07 counts 1.0 as a whole number. NJsonSchema cannot work with whole ones beyond 64 bits; as a double, one is refused where a
    // whole one is asked for.
    private static JValue Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && decimal.Truncate(number) == number && number >= long.MinValue && number <= long.MaxValue
            ? new JValue((long)number)
            : new JValue(double.Parse(text, CultureInfo.InvariantCulture));
}
