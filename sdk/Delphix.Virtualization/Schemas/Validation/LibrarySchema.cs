using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Serialization;
using NJsonSchema;
using NJsonSchema.Infrastructure;
using NJsonSchema.Validation;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// A schema for NJsonSchema. The library takes long to start, so it is started only when it is needed: most processes never need it.
/// </summary>
internal sealed class LibrarySchema
{
    private readonly Func<JsonSchema> _schema;

    private LibrarySchema(Func<JsonSchema> schema) => _schema = schema;

    /// <summary>A schema document that is written when it is needed. Nothing is fetched from elsewhere.</summary>
    internal static LibrarySchema Of(Func<JsonObject> document)
    {
        var schema = new Lazy<JsonSchema>(() => Library.Read(document().ToJsonString()));
        return new(() => schema.Value);
    }

    /// <summary>One of the schemas below <c>definitions</c>.</summary>
    internal LibrarySchema Definition(string name) => new(() => _schema().Definitions[name]);

    /// <summary>The schema of a listed property.</summary>
    internal LibrarySchema Property(string name) => new(() => _schema().Properties[name]);

    /// <summary>The schema of a list's items.</summary>
    internal LibrarySchema Items() => new(() => _schema().Item!);

    /// <summary>What is wrong with a value, one sentence each; none when it satisfies the schema.</summary>
    /// <exception cref="RegexMatchTimeoutException">A pattern takes too long.</exception>
    internal IReadOnlyList<string> FaultsOf(JsonNode? value) =>
        [.. Library.Validator.Validate(JsonNodes.ToNewtonsoft(value), _schema()).SelectMany(ViolationText.Describe).Distinct()];

    // A class of its own, so that it is made when it is first used.
    private static class Library
    {
        internal static readonly JsonSchemaValidator Validator = CreateValidator();

        // Kept, since to find out how to read a schema takes much longer than to read one.
        private static readonly IContractResolver Contracts = PlainTextReader.CreateContracts();
        private static readonly Func<JsonSchema, JsonReferenceResolver> References =
            JsonReferenceResolver.CreateJsonReferenceResolverFactory(new DefaultTypeNameGenerator());

        // Never waits, as all that it reads is in memory.
        internal static JsonSchema Read(string document) =>
            JsonSchemaSerialization.FromJsonAsync(document, SchemaType.JsonSchema, null, References, Contracts, CancellationToken.None)
                .GetAwaiter().GetResult();

        private static TimedValidator CreateValidator()
        {
            // Of two validators for one format, either would do: those of the library must go.
            var settings = new JsonSchemaValidatorSettings();
            settings.FormatValidators = [
                .. settings.FormatValidators.Where(known => FormatValidator.All.All(own => own.Format != known.Format)),
                .. FormatValidator.All
            ];
            return new TimedValidator(settings);
        }
    }
}
