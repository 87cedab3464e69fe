using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Serialization;
using NJsonSchema;
using NJsonSchema.Infrastructure;
using NJsonSchema.Validation;
using JsonValue = Delphix.Virtualization.Json.JsonValue;

namespace Delphix.Virtualization.Schemas;

/// <summary>A definition of a checked schema file, ready for the validation of values. Nothing is fetched from elsewhere.</summary>
internal sealed class DefinitionSchema
{
    private static readonly JsonSchemaValidator Validator = CreateValidator();

    // Kept, since to find out how to read a schema takes much longer than to read one.
    private static readonly IContractResolver Contracts = PlainTextReader.CreateContracts();
    private static readonly Func<JsonSchema, JsonReferenceResolver> References = JsonReferenceResolver.CreateJsonReferenceResolverFactory(new DefaultTypeNameGenerator());

    private readonly JsonSchema _schema;
    private readonly QuickCheck _check;

    private DefinitionSchema(JsonObject prepared, JsonSchema schema)
    {
        _schema = schema;
        _check = QuickCheck.Compile(prepared, schema, Validator);
    }

    /// <summary>Compiles the definitions of a file.</summary>
    /// <param name="definitions">The definitions.</param>
    /// <param name="references">Follows their references.</param>
    /// <param name="mistakes">Gets each <c>default</c> that breaks its own schema.</param>
    internal static async Task<Dictionary<DefinitionKind, DefinitionSchema>> CompileAsync(
        IReadOnlyDictionary<DefinitionKind, JsonValue> definitions, SchemaReferences references, SchemaMistakes mistakes)
    {
        var prepared = new PreparedSchemas(references);
        var roots = definitions.ToDictionary(entry => entry.Key, entry => prepared.Add(PluginSchemas.NameOf(entry.Key), entry.Value));
        var document = await JsonSchemaSerialization
            .FromJsonAsync(prepared.ToDocument().ToJsonString(), SchemaType.JsonSchema, null, References, Contracts, CancellationToken.None).ConfigureAwait(false);
        CheckDefaults(prepared.Defaults, document, mistakes);
        return roots.ToDictionary(entry => entry.Key, entry => new DefinitionSchema(entry.Value, document.Definitions[PluginSchemas.NameOf(entry.Key)]));
    }

    /// <summary>What is wrong with a value, one sentence each; none when it satisfies the definition.</summary>
    internal IReadOnlyList<string> FaultsOf(JsonNode? value)
    {
        try
        {
            return _check.Holds(value) ? [] : [.. Validator.Validate(JsonNodes.ToNewtonsoft(value), _schema).SelectMany(SchemaFault.Describe).Distinct()];
        }
        catch (RegexMatchTimeoutException e)
        {
            return [$"a text {TimedValidator.Describe(e)}"];
        }
    }

    internal static JsonSchemaValidator CreateValidator()
    {
        // Of two validators for one format, either would do: those of the library must go.
        var settings = new JsonSchemaValidatorSettings();
        settings.FormatValidators = [.. settings.FormatValidators.Where(known => FormatValidator.All.All(own => own.Format != known.Format)), .. FormatValidator.All];
        return new TimedValidator(settings);
    }

    private static void CheckDefaults(IReadOnlyList<JsonValue> defaults, JsonSchema document, SchemaMistakes mistakes)
    {
        for (var i = 0; i < defaults.Count; i++)
        {
            var value = new JsonObject { [$"{i}"] = JsonNodes.From(defaults[i]) };
            try
            {
                foreach (var error in Validator.Validate(JsonNodes.ToNewtonsoft(value), document).SelectMany(SchemaFault.Describe).Distinct())
                    mistakes.Add(defaults[i], $"breaks its own schema: {error[$"{i}".Length..].TrimStart()}");
            }
            catch (RegexMatchTimeoutException e)
            {
                mistakes.Add(defaults[i], TimedValidator.Describe(e));
            }
        }
    }
}
