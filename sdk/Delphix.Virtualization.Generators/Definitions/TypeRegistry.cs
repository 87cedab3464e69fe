using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>
/// Names the type of each object and enum by where its schema stands, so that two references to one schema share one type.
/// </summary>
internal sealed class TypeRegistry
{
    private const string DefinitionSuffix = "Definition";

    // Types of these names would hide what generated code refers to.
    private static readonly string[] Reserved =
    [
        TypeReference.AnyName, TypeReference.SupplierName, "IDictionary", "IReadOnlyList", "JsonConverter", "JsonConverterAttribute",
        "JsonElement", "JsonExtensionData", "JsonExtensionDataAttribute", "JsonIgnore", "JsonIgnoreAttribute", "JsonIgnoreCondition",
        "JsonPropertyName", "JsonPropertyNameAttribute", "JsonStringEnumConverter", "JsonStringEnumMemberName",
        "JsonStringEnumMemberNameAttribute",
    ];

    private readonly IdentifierScope _scope = new(
        [.. Reserved, .. PlatformDefinition.All.Select(definition => definition.TypeName), .. PlatformDefinition.All.SelectMany(
            definition => definition.Sources)],
        StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<JsonValue, string> _names = [];
    private readonly Queue<JsonValue> _waiting = new();

    /// <summary>Gives a definition's schema the name that the platform's documentation uses.</summary>
    public void Register(JsonValue definition, string name) => _names.Add(definition, name);

    /// <summary>Whether the schema has a name already.</summary>
    public bool IsNamed(JsonValue schema) => _names.ContainsKey(schema);

    /// <summary>Returns the name for a schema's type; the first to ask for it has it generated.</summary>
    public string NameOf(JsonValue schema)
    {
        if (!_names.TryGetValue(schema, out var name))
        {
            name = _scope.Claim(Identifiers.Valid(string.Concat(PartsOf(schema))));
            _names.Add(schema, name);
            _waiting.Enqueue(schema);
        }

        return name;
    }

    /// <summary>The next schema whose type was asked for and not generated yet; null when there is none.</summary>
    public JsonValue? Next() => _waiting.Count > 0 ? _waiting.Dequeue() : null;

    // linkedSourceDefinition.properties.hosts.items.properties.address gives LinkedSource, Hosts, Address.
    private static List<string> PartsOf(JsonValue schema)
    {
        var parts = new List<string>();
        var isName = true;
        foreach (var segment in schema.Path.Segments)
        {
            var isCollection = !isName && segment is "properties" or "definitions";
            if (!isCollection && (isName || segment != "items"))
            {
                parts.Add(Identifiers.Pascal(segment));
            }

            isName = isCollection;
        }

        if (parts.Count > 1 && parts[0].EndsWith(DefinitionSuffix, StringComparison.Ordinal))
        {
            parts[0] = parts[0].Substring(0, parts[0].Length - DefinitionSuffix.Length);
        }

        return parts;
    }
}
