using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Delphix.Virtualization.Schemas;

/// <summary>The schemas of a plugin: what its objects look like. Values are validated against them at every boundary.</summary>
public sealed class PluginSchemas
{
    private static readonly JsonSchemaValidator Validator = CreateValidator();
    private static readonly DefinitionKind[] Identified = [DefinitionKind.Repository, DefinitionKind.SourceConfig];

    private readonly Dictionary<DefinitionKind, JsonObject> _definitions;
    private readonly Dictionary<DefinitionKind, JsonSchema> _schemas;
    private readonly Dictionary<DefinitionKind, QuickCheck> _checks;

    private PluginSchemas(Dictionary<DefinitionKind, JsonObject> definitions, Dictionary<DefinitionKind, JsonSchema> schemas)
    {
        _definitions = definitions;
        _schemas = schemas;
        _checks = definitions.ToDictionary(entry => entry.Key, entry => QuickCheck.Compile(entry.Value, schemas[entry.Key], Validator));
    }

    /// <summary>Reads a schema file.</summary>
    /// <param name="json">The text of the schema file.</param>
    /// <returns>The schemas.</returns>
    /// <exception cref="PluginDefinitionException">The text is not a schema file; every fault that was found is listed.</exception>
    public static async Task<PluginSchemas> ParseAsync(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false }) is JsonObject file
                ? await FromJsonAsync(file).ConfigureAwait(false)
                : throw new PluginDefinitionException(["The schema file must hold one JSON object."]);
        }
        catch (JsonException e)
        {
            var what = e.LineNumber is null ? e.Message : $"line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}.";
            throw new PluginDefinitionException([$"The schema file is not valid JSON: {what}"]);
        }
    }

    /// <summary>Reads the object of a schema file.</summary>
    /// <param name="file">The object; it is copied.</param>
    /// <returns>The schemas.</returns>
    /// <exception cref="PluginDefinitionException">The object is not that of a schema file; every fault that was found is listed.</exception>
    public static async Task<PluginSchemas> FromJsonAsync(JsonObject file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var faults = new List<string>();
        var definitions = new Dictionary<DefinitionKind, JsonObject>();
        foreach (var kind in Enum.GetValues<DefinitionKind>())
        {
            var node = file[NameOf(kind)] ?? (kind == DefinitionKind.SnapshotParameters ? DefaultSnapshotParameters() : null);
            if (node is JsonObject definition)
                definitions[kind] = (JsonObject)definition.DeepClone();
            else
                faults.Add($"The schema file lacks the object {NameOf(kind)}.");
        }

        faults.AddRange(file.Select(property => property.Key).Except(Enum.GetValues<DefinitionKind>().Select(NameOf))
            .Select(name => $"The schema file has an unknown property {name}."));
        var schemas = new Dictionary<DefinitionKind, JsonSchema>();
        foreach (var (kind, definition) in definitions)
        {
            faults.AddRange(Identified.Contains(kind) ? FaultsOfIdentity(kind, definition) : FaultsOfNoIdentity(kind, definition));
            try
            {
                schemas[kind] = await SchemaCompiler.CompileAsync(definition).ConfigureAwait(false);
            }
            catch (FormatException e)
            {
                faults.Add($"{NameOf(kind)} is not a valid JSON schema: {e.Message}");
            }
        }

        return faults.Count == 0 ? new PluginSchemas(definitions, schemas) : throw new PluginDefinitionException(faults);
    }

    /// <summary>The name of a definition in the schema file.</summary>
    public static string NameOf(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Repository => "repositoryDefinition",
        DefinitionKind.SourceConfig => "sourceConfigDefinition",
        DefinitionKind.LinkedSource => "linkedSourceDefinition",
        DefinitionKind.VirtualSource => "virtualSourceDefinition",
        DefinitionKind.Snapshot => "snapshotDefinition",
        _ => "snapshotParametersDefinition",
    };

    /// <summary>A copy of a definition, as the schema file has it.</summary>
    public JsonObject this[DefinitionKind kind] => (JsonObject)_definitions[kind].DeepClone();

    /// <summary>The properties that tell one repository or source config of a host from another.</summary>
    /// <param name="kind">Repository or source config.</param>
    public IReadOnlyList<string> IdentityFields(DefinitionKind kind) =>
        [.. _definitions[kind]["identityFields"]!.AsArray().Select(field => field!.GetValue<string>())];

    /// <summary>The property that holds the name that users see.</summary>
    /// <param name="kind">Repository or source config.</param>
    public string NameField(DefinitionKind kind) => _definitions[kind]["nameField"]!.GetValue<string>();

    /// <summary>What the definition's <c>default</c>s add to a value, so that a stored object shows what is in force.</summary>
    /// <param name="kind">The definition.</param>
    /// <param name="value">A value of it; it is not changed.</param>
    /// <returns>A copy with each absent property that has a default.</returns>
    public JsonObject WithDefaults(DefinitionKind kind, JsonObject value)
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
    public IReadOnlyList<SecretValue> FindSecrets(DefinitionKind kind, JsonObject value)
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
        if (_checks[kind].Holds(value))
            return;
        var errors = Validator.Validate(JsonNodes.ToNewtonsoft(value), _schemas[kind]);
        if (errors.Count > 0)
            throw new SchemaViolationException(subject, [.. errors.SelectMany(SchemaFault.Describe)]);
    }

    private static JsonSchemaValidator CreateValidator()
    {
        var settings = new JsonSchemaValidatorSettings();
        settings.AddCustomFormatValidator(new UnixPathFormatValidator());
        return new JsonSchemaValidator(settings);
    }

    private static JsonObject DefaultSnapshotParameters() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject { ["resync"] = new JsonObject { ["type"] = "boolean" } },
    };

    private static IEnumerable<string> FaultsOfIdentity(DefinitionKind kind, JsonObject definition)
    {
        var properties = definition["properties"] as JsonObject ?? [];
        if (definition["identityFields"] is not JsonArray { Count: > 0 } identity || !identity.All(field => IsProperty(properties, field)))
            yield return $"{NameOf(kind)}: identityFields must list at least one of its properties.";
        if (!IsProperty(properties, definition["nameField"]))
            yield return $"{NameOf(kind)}: nameField must name one of its properties.";
        else if (properties[definition["nameField"]!.GetValue<string>()] is JsonObject named && named["format"]?.ToString() == "password")
            yield return $"{NameOf(kind)}: nameField must not name a password, as users see the name.";
    }

    private static IEnumerable<string> FaultsOfNoIdentity(DefinitionKind kind, JsonObject definition) =>
        from name in (string[])["identityFields", "nameField"]
        where definition.ContainsKey(name)
        select $"{NameOf(kind)}: {name} belongs to {string.Join(" and ", Identified.Select(NameOf))} only.";

    private static bool IsProperty(JsonObject properties, JsonNode? name) =>
        name is JsonValue value && value.TryGetValue<string>(out var text) && properties.ContainsKey(text);
}
