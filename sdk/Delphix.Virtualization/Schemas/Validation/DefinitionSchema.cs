using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using JsonValue = Delphix.Virtualization.Json.JsonValue;

namespace Delphix.Virtualization.Schemas;

/// <summary>A definition of a checked schema file, ready for the validation of values.</summary>
internal sealed class DefinitionSchema
{
    private readonly LibrarySchema _schema;
    private readonly QuickCheck _check;

    private DefinitionSchema(JsonObject prepared, LibrarySchema schema)
    {
        _schema = schema;
        _check = QuickCheck.Compile(prepared, schema);
    }

    /// <summary>Compiles the definitions of a file.</summary>
    /// <param name="definitions">The definitions.</param>
    /// <param name="references">Follows their references.</param>
    /// <param name="warnings">Gets each <c>default</c> that breaks its own schema.</param>
    internal static Dictionary<DefinitionKind, DefinitionSchema> Compile(
        IReadOnlyDictionary<DefinitionKind, JsonValue> definitions, SchemaReferences references, SchemaFaults warnings)
    {
        var prepared = new PreparedSchemas(references);
        var roots = definitions.ToDictionary(entry => entry.Key, entry => prepared.Add(PluginSchemas.NameOf(entry.Key), entry.Value));
        var document = LibrarySchema.Of(prepared.ToDocument);
        for (var i = 0; i < prepared.Defaults.Count; i++)
        {
            var (value, schema) = prepared.Defaults[i];
            foreach (var fault in new DefinitionSchema(schema, document.Property(PreparedSchemas.NameOfDefault(i)))
                .FaultsOf(JsonNodes.From(value)))
                warnings.Add(value, $"breaks its own schema: {fault}");
        }

        return roots.ToDictionary(
            entry => entry.Key, entry => new DefinitionSchema(entry.Value, document.Definition(PluginSchemas.NameOf(entry.Key))));
    }

    /// <summary>What is wrong with a value, one sentence each; none when it satisfies the definition.</summary>
    internal IReadOnlyList<string> FaultsOf(JsonNode? value)
    {
        try
        {
            return _check.Holds(value) ? [] : _schema.FaultsOf(value);
        }
        catch (RegexMatchTimeoutException e)
        {
            return [$"a text {TimedValidator.Describe(e)}"];
        }
    }
}
