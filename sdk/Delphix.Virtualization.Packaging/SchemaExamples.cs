using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Packaging;

/// <summary>
/// Makes values that a definition allows and that lie at its edges: each property absent, empty, smallest, largest, of each listed value. Rules that no
/// usual value satisfies, such as an odd pattern, are not solved: there is no example then.
/// </summary>
internal sealed class SchemaExamples(PluginSchemas schemas, DefinitionKind kind)
{
    // Enough to show that a length is allowed; longer texts only make errors hard to read.
    private const int LongestText = 300;

    // Schemas may go in circles.
    private const int DeepestValue = 4;

    private static readonly string[] Texts =
    [
        "", "a", "A b", "0", "1", "/", "/a", "/a/", "//a//b", "true", "a@example.com", "example.com", "127.0.0.1", "::1", "https://example.com/", "2026-02-03", "04:05:06",
        "2026-02-03T04:05:06Z", "P1D", "3e0b5b3a-0d52-4d7c-8a54-3f1f0e7f6d10",
    ];

    private readonly JsonObject _definition = schemas[kind];

    /// <summary>The examples, the shortest first.</summary>
    internal IReadOnlyList<JsonObject> All()
    {
        var properties = (Resolve(_definition)?["properties"] as JsonObject ?? []).ToDictionary(property => property.Key, property => ValuesOf(property.Value, 0));
        if (Smallest(properties, RequiredIn(_definition)) is not { } smallest)
            return [];
        var examples = new List<JsonObject> { smallest };
        foreach (var (name, values) in properties)
            examples.AddRange(values.Select(value => With(smallest, name, value)));
        examples.Add(With(smallest, "another", "property"));
        return [.. examples.Where(IsAllowed).DistinctBy(example => example.ToJsonString()).OrderBy(example => example.ToJsonString().Length)];
    }

    // With the required properties only, each of which has the first value that is allowed.
    private JsonObject? Smallest(Dictionary<string, List<JsonNode?>> properties, string[] required)
    {
        var smallest = WithAll(required, properties);
        foreach (var name in required)
        {
            // A value of another property that is wrong is found in its own turn.
            var before = FaultsOf(smallest).Count;
            if (before > 0 && properties.GetValueOrDefault(name)?.FirstOrDefault(value => FaultsOf(With(smallest, name, value)).Count < before) is { } better)
                smallest = With(smallest, name, better);
        }

        return IsAllowed(smallest) ? smallest : null;
    }

    private static string[] RequiredIn(JsonObject schema) => [.. (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>())];

    private static JsonObject WithAll(string[] names, Dictionary<string, List<JsonNode?>> properties) =>
        new(names.Select(name => KeyValuePair.Create(name, properties.GetValueOrDefault(name)?.FirstOrDefault()?.DeepClone() ?? (JsonNode?)"a")));

    private static JsonObject With(JsonObject example, string name, JsonNode? value)
    {
        var copy = (JsonObject)example.DeepClone();
        copy[name] = value?.DeepClone();
        return copy;
    }

    private bool IsAllowed(JsonObject example) => FaultsOf(example).Count == 0;

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

    private List<JsonNode?> ValuesOf(JsonNode? node, int depth)
    {
        if (depth > DeepestValue || Resolve(node) is not { } schema)
            return [.. Texts.Select(text => (JsonNode?)text)];
        var values = new List<JsonNode?> { schema["default"]?.DeepClone(), schema["const"]?.DeepClone() };
        values.AddRange((schema["enum"] as JsonArray ?? []).Select(value => value?.DeepClone()));
        foreach (var alternative in ((string[])["anyOf", "oneOf", "allOf"]).SelectMany(keyword => schema[keyword] as JsonArray ?? []))
            values.AddRange(ValuesOf(alternative, depth + 1));
        values.AddRange(TypesOf(schema).SelectMany(type => type switch
        {
            "object" => Objects(schema, depth),
            "array" => Lists(schema, depth),
            "string" => [.. Texts.Select(text => (JsonNode?)text), Repeated(schema["minLength"]), Repeated(schema["maxLength"])],
            "integer" or "number" => [.. Numbers(schema), .. (JsonNode?[])(type == "number" ? [1.5, -0.5] : [])],
            "boolean" => [true, false],
            _ => (IEnumerable<JsonNode?>)[null],
        }));
        return values.Where(value => value is not null || TypesOf(schema).Contains("null")).ToList();
    }

    private static IEnumerable<string> TypesOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => several.Select(type => type!.GetValue<string>()),
        JsonValue single => [single.GetValue<string>()],
        _ when schema["properties"] is not null => ["object"],
        _ => ["string", "integer", "boolean", "array", "object"],
    };

    private static IEnumerable<JsonNode?> Numbers(JsonObject schema) =>
        ((JsonNode?[])[0, 1, -1, 65536, 2147483648, schema["minimum"]?.DeepClone(), schema["maximum"]?.DeepClone()]).Where(number => number is not null);

    private static JsonNode? Repeated(JsonNode? length) => length is JsonValue value && value.TryGetValue<int>(out var count) && count <= LongestText ? new string('a', count) : null;

    private IEnumerable<JsonNode?> Lists(JsonObject schema, int depth)
    {
        yield return new JsonArray();
        var items = schema["items"] is { } described ? ValuesOf(described, depth + 1) : [.. Texts.Select(text => (JsonNode?)text)];
        foreach (var item in items)
            yield return new JsonArray(item?.DeepClone());
        yield return new JsonArray([.. items.Take(2).Select(item => item?.DeepClone())]);
    }

    private IEnumerable<JsonNode?> Objects(JsonObject schema, int depth)
    {
        var properties = (schema["properties"] as JsonObject ?? []).ToDictionary(property => property.Key, property => ValuesOf(property.Value, depth + 1));
        var smallest = WithAll(RequiredIn(schema), properties);
        return properties.SelectMany(property => property.Value.Select(value => (JsonNode?)With(smallest, property.Key, value))).Prepend(smallest);
    }

    private JsonObject? Resolve(JsonNode? node)
    {
        for (var i = 0; i < DeepestValue && node is JsonObject schema && schema["$ref"] is JsonValue reference; i++)
            node = JsonNodes.Follow(_definition, reference.GetValue<string>());
        return node as JsonObject;
    }
}
