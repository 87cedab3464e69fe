using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Json;
using JsonValue = Delphix.Virtualization.Json.JsonValue;

namespace Delphix.Virtualization.Schemas;

/// <summary>The schemas of a plugin: what its objects look like. Values are validated against them at every boundary.</summary>
public sealed class PluginSchemas
{
    // The reader of the text says that it is nested too deep.
    private static readonly JsonSerializerOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly Dictionary<DefinitionKind, JsonObject> _definitions;
    private readonly Dictionary<DefinitionKind, DefinitionSchema> _schemas;

    private PluginSchemas(Dictionary<DefinitionKind, JsonValue> definitions, Dictionary<DefinitionKind, DefinitionSchema> schemas)
    {
        _definitions = definitions.ToDictionary(entry => entry.Key, entry => JsonNodes.From(entry.Value)!.AsObject());
        _schemas = schemas;
    }

    /// <summary>Reads a schema file.</summary>
    /// <param name="json">The text of the schema file.</param>
    /// <returns>The schemas.</returns>
    /// <exception cref="PluginDefinitionException">
    /// The text is not a schema file; every fault that was found is listed with its line.
    /// </exception>
    public static PluginSchemas Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var (schemas, faults) = Read(json);
        return schemas ?? throw new PluginDefinitionException([.. faults.Where(fault => !fault.IsWarning).Select(fault => $"{fault}.")]);
    }

    /// <summary>Reads the object of a schema file.</summary>
    /// <param name="file">The object; it is copied.</param>
    /// <returns>The schemas.</returns>
    /// <exception cref="PluginDefinitionException">
    /// The object is not that of a schema file; every fault that was found is listed.
    /// </exception>
    internal static PluginSchemas FromJson(JsonObject file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var (schemas, faults) = Read(file.ToJsonString(AnyDepth));
        return schemas
            ?? throw new PluginDefinitionException([.. faults.Where(fault => !fault.IsWarning).Select(fault => $"{fault.Text}.")]);
    }

    /// <summary>Checks a schema file.</summary>
    /// <param name="json">The text of the schema file.</param>
    /// <returns>Every fault that was found, in the order of the text; none, or warnings only, when the file can be read.</returns>
    public static IReadOnlyList<SchemaFault> Check(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read(json).Faults;
    }

    /// <summary>The name of a definition in the schema file.</summary>
    internal static string NameOf(DefinitionKind kind) => DefinitionNames.All[(int)kind];

    /// <summary>A copy of a definition, as the schema file has it.</summary>
    internal JsonObject this[DefinitionKind kind] => (JsonObject)_definitions[kind].DeepClone();

    /// <summary>The properties that tell one repository or source config of a host from another.</summary>
    /// <param name="kind">Repository or source config.</param>
    internal IReadOnlyList<string> IdentityFields(DefinitionKind kind) =>
        [.. _definitions[kind]["identityFields"]!.AsArray().Select(field => field!.GetValue<string>())];

    /// <summary>The property that holds the name that users see.</summary>
    /// <param name="kind">Repository or source config.</param>
    internal string NameField(DefinitionKind kind) => _definitions[kind]["nameField"]!.GetValue<string>();

    /// <summary>What the definition's <c>default</c>s add to a value, so that a stored object shows what is in force.</summary>
    /// <param name="kind">The definition.</param>
    /// <param name="value">A value of it; it is not changed.</param>
    /// <returns>A copy with each absent property that has a default.</returns>
    internal JsonObject WithDefaults(DefinitionKind kind, JsonObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var result = (JsonObject)value.DeepClone();
        foreach (var (name, property) in _definitions[kind]["properties"]?.AsObject() ?? [])
        {
            if (property is JsonObject schema && schema.TryGetPropertyValue("default", out var defaultValue))
                result.TryAdd(name, defaultValue?.DeepClone());
        }

        return result;
    }

    /// <summary>The secrets of a value: the texts that its definition calls passwords, and those in credentials suppliers.</summary>
    /// <param name="kind">The definition.</param>
    /// <param name="value">A value of it.</param>
    /// <returns>Where they are in the value, which may be changed at these places.</returns>
    internal IReadOnlyList<SecretValue> FindSecrets(DefinitionKind kind, JsonObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new SecretFinder(_definitions[kind]).Find(value);
    }

    /// <summary>Validates a value.</summary>
    /// <param name="kind">The definition that it must satisfy.</param>
    /// <param name="value">The value.</param>
    /// <param name="subject">What the value is, to begin the error message with.</param>
    /// <exception cref="SchemaViolationException">It breaks the definition.</exception>
    public void Validate(DefinitionKind kind, JsonNode? value, string subject)
    {
        if (_schemas[kind].FaultsOf(value) is { Count: > 0 } faults)
            throw new SchemaViolationException(subject, faults);
    }

    private static (PluginSchemas? Schemas, IReadOnlyList<SchemaFault> Faults) Read(string json)
    {
        try
        {
            return Read(JsonReader.Read(json));
        }
        catch (JsonSyntaxException e)
        {
            return (null, [new SchemaFault("", e.Span, $"this is not valid JSON: {e.Message}")]);
        }
    }

    private static (PluginSchemas? Schemas, IReadOnlyList<SchemaFault> Faults) Read(JsonValue file)
    {
        var faults = SchemaCheck.Check(file);
        var missing = DefinitionNames.All.Where(name => file[name] is null)
            .Select(name => new SchemaFault(file, $"the object {name} is missing"));
        if (file.Kind == JsonKind.Object)
            faults = [.. missing, .. faults];
        if (faults.Any(fault => !fault.IsWarning))
            return (null, InOrder(faults));

        var defaults = new SchemaFaults();
        var definitions = Enum.GetValues<DefinitionKind>().ToDictionary(kind => kind, kind => file[NameOf(kind)]!);
        var schemas = DefinitionSchema.Compile(definitions, new SchemaReferences(file), defaults.Warnings);
        return (new PluginSchemas(definitions, schemas), InOrder([.. faults, .. defaults.InOrder]));
    }

    private static IReadOnlyList<SchemaFault> InOrder(IEnumerable<SchemaFault> faults) => [.. faults.OrderBy(fault => fault.Span.Start)];
}
