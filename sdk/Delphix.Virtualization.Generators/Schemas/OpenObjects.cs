using Delphix.Virtualization.Json;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Generators.Schemas;

/// <summary>Finds the objects that a class with one property per <c>properties</c> entry cannot hold without loss.</summary>
internal sealed class OpenObjects(SchemaReferences references)
{
    private static readonly string[] Parts = ["allOf", "anyOf", "oneOf", "then", "else", "dependencies"];

    /// <summary>The keyword that describes values under names which <c>properties</c> does not list; null when there is none.</summary>
    public JsonValue? FindUnlisted(JsonValue schema)
    {
        var listed = new HashSet<string>(NamesOf(schema), StringComparer.Ordinal);
        var visited = new HashSet<JsonValue> { schema };
        var waiting = new Queue<(JsonValue Keyword, JsonValue Part)>(PartsOf(schema));
        while (waiting.Count > 0)
        {
            var (keyword, part) = waiting.Dequeue();
            if (references.Resolve(part) is not { } target || !visited.Add(target))
            {
                continue;
            }

            if (PatternKeyword(target) is not null || NamesOf(target).Concat(DemandedBy(target)).Any(name => !listed.Contains(name)))
            {
                return keyword;
            }

            foreach (var (_, inner) in PartsOf(target))
            {
                waiting.Enqueue((keyword, inner));
            }
        }

        return PatternKeyword(schema) ?? (DemandedBy(schema).Any(name => !listed.Contains(name)) ? schema["required"] : null);
    }

    private static IEnumerable<(JsonValue Keyword, JsonValue Part)> PartsOf(JsonValue schema) =>
        Parts.Select(name => schema[name]).OfType<JsonValue>().SelectMany(keyword => keyword.Name is "then" or "else"
            ? [(keyword, keyword)]
            : keyword.Items.Select(part => (keyword, part)));

    private static IEnumerable<string> NamesOf(JsonValue schema) =>
        schema["properties"] is { Kind: JsonKind.Object } properties ? properties.Items.Select(property => property.Name) : [];

    private static IEnumerable<string> DemandedBy(JsonValue schema) =>
        schema["required"] is { Kind: JsonKind.Array } names ? names.Items.Select(name => name.Text) : [];

    private static JsonValue? PatternKeyword(JsonValue schema) =>
        new[] { schema["patternProperties"], schema["additionalProperties"] }.FirstOrDefault(keyword => keyword?.Kind == JsonKind.Object);
}
