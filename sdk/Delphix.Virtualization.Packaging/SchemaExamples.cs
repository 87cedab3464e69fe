using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Packaging;

/// <summary>
/// Makes values that a definition allows and that lie at its edges: each property absent, empty, smallest, largest, of each listed value.
/// Rules that no usual value satisfies, such as an odd pattern, are not solved: there is no example then.
/// </summary>
internal sealed class SchemaExamples(PluginSchemas schemas, DefinitionKind kind)
{
    // Where a schema sets no limit, enough to exceed one that is added.
    private const int LongText = 300;
    private const int LongList = 50;

    // Where it sets a larger one, what a build can handle.
    private const int LongestText = 1 << 20;
    private const int LongestList = 1000;

    // Schemas may go in circles.
    private const int DeepestValue = 4;

    private static readonly string[] Texts =
    [
        "", "a", "A b", "0", "1", "/", "/a", "/a/", "//a//b", "true", "a@example.com", "example.com", "127.0.0.1", "::1",
        "https://example.com/", "2026-02-03", "04:05:06",
        "2026-02-03T04:05:06Z", "P1D", "3e0b5b3a-0d52-4d7c-8a54-3f1f0e7f6d10",
    ];

    private readonly JsonObject _definition = schemas[kind];
    private readonly List<string> _unsolved = [];

    /// <summary>Makes them.</summary>
    /// <returns>
    /// The examples, the shortest first, and the rules for which none was found, as what is wrong with a value that was tried.
    /// </returns>
    internal (IReadOnlyList<JsonObject> Examples, IReadOnlyList<string> Unsolved) Make()
    {
        var tried = Objects(Resolve(_definition) ?? [], new Place("", value => (JsonObject)value!), 0).ToList();
        var examples = tried.Where(example => FaultsOf(example).Count == 0).DistinctBy(example => example.ToJsonString())
            .OrderBy(example => example.ToJsonString().Length).ToList();
        if (examples.Count == 0)
            _unsolved.AddRange(FaultsOf(tried[0]));
        return (examples, [.. _unsolved.Distinct()]);
    }

    private IReadOnlyList<string> FaultsOf(JsonObject example)
    {
        try
        {
            schemas.Validate(kind, example, "");
            return [];
        }
        catch (SchemaViolationException e)
        {
            return e.Faults;
        }
    }

    // What is wrong with a value at its place; what its surroundings lack does not matter.
    private IReadOnlyList<string> FaultsOf(JsonNode? value, Place place) =>
        [.. FaultsOf(place.Within(value?.DeepClone())).Where(
            fault => fault.StartsWith(place.Path, StringComparison.Ordinal) && fault[place.Path.Length] is ' ' or '.' or '[' or ':')];

    private List<JsonNode?> ValuesOf(JsonNode? node, Place place, int depth)
    {
        var tried = Candidates(node, place, depth).ToList();
        var allowed = tried.Where(value => FaultsOf(value, place).Count == 0).ToList();
        if (allowed.Count == 0 && tried.Count > 0)
            _unsolved.AddRange(FaultsOf(tried[0], place));
        return allowed;
    }

    private IEnumerable<JsonNode?> Candidates(JsonNode? node, Place place, int depth)
    {
        if (depth > DeepestValue || node?.GetValueKind() == JsonValueKind.False)
            return [];
        if (Resolve(node) is not { } schema)
            return Texts.Select(text => (JsonNode?)text);
        return ((JsonNode?[])[schema["default"], schema["const"], .. ListIn(schema, "enum"), .. ListIn(schema, "examples")])
            .Where(value => value is not null)
            .Concat(
                ((string[])["anyOf", "oneOf", "allOf"]).SelectMany(keyword => ListIn(schema, keyword))
                    .SelectMany(alternative => Candidates(alternative, place, depth + 1)))
            .Concat(TypesOf(schema).SelectMany(type => type switch
            {
                "object" => Objects(schema, place, depth),
                "array" => Lists(schema, place, depth),
                "string" => Strings(schema),
                "integer" or "number" => [.. Numbers(schema), .. (JsonNode?[])(type == "number" ? [1.5, -0.5] : [])],
                "boolean" => [true, false],
                _ => (IEnumerable<JsonNode?>)[null],
            }));
    }

    private static IEnumerable<string> TypesOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => several.Select(type => type!.GetValue<string>()),
        JsonValue single => [single.GetValue<string>()],
        _ when schema["properties"] is not null => ["object"],
        _ => ["string", "integer", "boolean", "array", "object"],
    };

    private static IEnumerable<JsonNode?> ListIn(JsonObject schema, string keyword) => schema[keyword] as JsonArray ?? [];

    private static int? CountIn(JsonObject schema, string keyword) =>
        schema[keyword] is JsonValue value && value.TryGetValue<int>(out var count) ? count : null;

    private static IEnumerable<JsonNode?> Numbers(JsonObject schema)
    {
        JsonNode?[] numbers =
        [
            0, 1, -1, 65536, 2147483648, long.MaxValue, long.MinValue, schema["minimum"], schema["maximum"], schema["multipleOf"],
        ];
        return numbers.Where(number => number is not null);
    }

    private static IEnumerable<JsonNode?> Strings(JsonObject schema)
    {
        string[] matching = schema["pattern"] is { } pattern ? [PatternExample.Of(pattern.GetValue<string>())] : [];
        int[] lengths = [CountIn(schema, "minLength") ?? 0, CountIn(schema, "maxLength") ?? LongText];
        return Texts.Concat(matching)
            .Concat(
                lengths.SelectMany(
                    length => matching.Prepend("/a").Prepend("a")
                        .Select(text => text.PadRight(Math.Min(length, LongestText), text.LastOrDefault('a')))))
            .Select(text => (JsonNode?)text);
    }

    private IEnumerable<JsonNode?> Lists(JsonObject schema, Place place, int depth)
    {
        yield return new JsonArray();
        if (schema["items"] is JsonArray each)
        {
            yield return new JsonArray([.. each.Select(item => Candidates(item, place, depth + 1).FirstOrDefault()?.DeepClone())]);
            yield break;
        }

        var items = ValuesOf(schema["items"], place.Item(), depth + 1);
        if (items.Count == 0)
            yield break;
        var least = Math.Clamp(CountIn(schema, "minItems") ?? 0, 1, LongestList);
        for (var i = 0; i < items.Count; i++)
            yield return ListOf(i, least);
        yield return ListOf(0, 2);
        yield return new JsonArray([.. Enumerable.Repeat(items[0], Math.Max(2, least)).Select(item => item?.DeepClone())]);
        yield return ListOf(0, Math.Min(CountIn(schema, "maxItems") ?? LongList, LongList));

        JsonArray ListOf(int first, int count) => new([.. Enumerable.Range(first, count).Select(i => items[i % items.Count]?.DeepClone())]);
    }

    private IEnumerable<JsonObject> Objects(JsonObject schema, Place place, int depth)
    {
        const string Another = "another";
        var properties = new Dictionary<string, List<JsonNode?>>();
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
            properties.Add(name, ValuesOf(property, place.Property(name), depth + 1));
        foreach (var (name, property) in (schema["patternProperties"] as JsonObject ?? [])
            .Select(property => (PatternExample.Of(property.Key), property.Value)))
            properties.TryAdd(name, ValuesOf(property, place.Property(name), depth + 1));
        properties.TryAdd(
            Another,
            schema["additionalProperties"] is JsonObject described
                ? ValuesOf(described, place.Property(Another), depth + 1)
                : ["property"]);

        var smallest = new JsonObject(ListIn(schema, "required").Select(name => name!.GetValue<string>()).Select(name =>
            KeyValuePair.Create(
                name, (properties.GetValueOrDefault(name) ?? properties[Another]) is [var first, ..] ? first?.DeepClone() : "a")));
        return properties.SelectMany(property => property.Value.Select(value => With(smallest, property.Key, value))).Prepend(smallest);
    }

    private static JsonObject With(JsonObject example, string name, JsonNode? value)
    {
        var copy = (JsonObject)example.DeepClone();
        copy[name] = value?.DeepClone();
        return copy;
    }

    private JsonObject? Resolve(JsonNode? node)
    {
        for (var i = 0; i < DeepestValue && node is JsonObject schema && schema["$ref"] is JsonValue value; i++)
        {
            var reference = value.GetValue<string>();
            node = PredefinedTypes.IsReference(reference)
                ? PredefinedTypeSchemas.SchemaOf(reference[PredefinedTypes.Prefix.Length..])
                : JsonNodes.Follow(_definition, reference);
        }

        return node as JsonObject;
    }

    // Where a value stands, as faults name it, and an example that has no more than that value.
    private sealed record Place(string Path, Func<JsonNode?, JsonObject> Within)
    {
        internal Place Property(string name) =>
            new(Path.Length == 0 ? name : $"{Path}.{name}", value => Within(new JsonObject { [name] = value }));

        internal Place Item() => new($"{Path}[0]", value => Within(new JsonArray(value)));
    }
}
