using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Bridge.Official;

/// <summary>
/// Puts what references of a definition lead to in their place. Here each definition is a document of its own; the official build takes
/// all of them for one, in which <c>#/definitions/…</c> leads elsewhere.
/// </summary>
/// <param name="name">The definition's name.</param>
/// <param name="definition">The definition, whose references have been checked.</param>
internal sealed class SchemaInliner(string name, JsonObject definition)
{
    private const string Reference = "$ref";
    private const string Definitions = "definitions";

    // These say nothing of a value, so that they count beside a reference.
    private static readonly string[] Annotations = ["title", "description", "prettyName"];

    private readonly HashSet<string> _open = [];

    /// <summary>The definition without references, but those to the platform's predefined types.</summary>
    /// <exception cref="UserException">A reference leads back to a schema that it is a part of.</exception>
    internal JsonObject Inline()
    {
        var own = (JsonObject)definition.DeepClone();
        own.Remove(Definitions);
        return (JsonObject)Inline(own)!;
    }

    private JsonNode? Inline(JsonNode? node) => node switch
    {
        JsonObject schema when schema[Reference] is JsonValue reference && reference.TryGetValue<string>(out var target)
            && !PredefinedTypes.IsReference(target) => Target(schema, target),
        JsonObject item => new JsonObject(item.Select(member => KeyValuePair.Create(member.Key, Inline(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Inline)]),
        _ => node?.DeepClone(),
    };

    private JsonNode? Target(JsonObject schema, string reference)
    {
        if (!_open.Add(reference))
        {
            throw new UserException(
                $"{name} refers to {reference}, which is a part of itself. A schema without an end cannot be given to an official engine.",
                "Describe the value to a fixed depth.",
                "");
        }

        var target = Inline(Find(reference));
        _open.Remove(reference);
        foreach (var annotation in Annotations.Where(annotation => target is JsonObject && schema[annotation] is not null))
            target![annotation] = schema[annotation]!.DeepClone();
        return target;
    }

    private JsonNode? Find(string reference) => JsonPointer.IsLocal(reference)
        ? JsonPointer.SegmentsOf(reference).Aggregate((JsonNode?)definition, Step)
        : FindIdentified(definition, reference);

    private static JsonNode? Step(JsonNode? node, string segment) => node switch
    {
        JsonObject item => item[segment],
        JsonArray list when int.TryParse(segment, out var index) && index < list.Count => list[index],
        _ => null,
    };

    private static JsonNode? FindIdentified(JsonNode? node, string id) => node switch
    {
        JsonObject item when item["$id"] is JsonValue value && value.TryGetValue<string>(out var text) && text == id => item,
        JsonObject item => item.Select(member => FindIdentified(member.Value, id)).FirstOrDefault(found => found is not null),
        JsonArray list => list.Select(element => FindIdentified(element, id)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
