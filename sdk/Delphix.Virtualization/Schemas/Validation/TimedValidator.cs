using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// The validator of NJsonSchema, with two additions. The library matches patterns without a time limit, so each match is tried here first
/// with one. And it lacks some keywords of draft-07, which <see cref="LackingRules"/> enforce.
/// </summary>
internal sealed class TimedValidator(JsonSchemaValidatorSettings settings) : JsonSchemaValidator(settings)
{
    /// <summary>How long a text may take to match a pattern. After that, a <see cref="RegexMatchTimeoutException"/> is thrown.</summary>
    internal static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(500);

    /// <summary>What is wrong with a text that takes longer.</summary>
    internal static string Describe(RegexMatchTimeoutException timeout) =>
        $"takes too long to match {timeout.Pattern}: the pattern must be simpler";

    protected override ICollection<ValidationError> Validate(
        JToken token, JsonSchema schema, SchemaType schemaType, string? propertyName, string propertyPath)
    {
        if (token is JValue { Value: string text } && schema.Pattern is { } pattern)
            Try(text, pattern);
        if (token is JObject item)
        {
            foreach (var property in schema.PatternProperties.Keys
                .SelectMany(_ => item.Properties(), (known, property) => (Pattern: known, property.Name)))
                Try(property.Name, property.Pattern);
        }

        var errors = base.Validate(token, schema, schemaType, propertyName, propertyPath);
        if (token is not JObject && errors.Count > 0)
            errors = [.. errors.Where(error => !IsOfObject(error, schema))];
        return schema.Definitions.Count == 0 && schema.PatternProperties.Count == 0
            ? errors
            : [.. errors, .. new LackingRules(Within, token, schema, propertyPath).Faults()];

        ICollection<ValidationError> Within(JToken inner, JsonSchema rule, string path) =>
            Validate(inner, rule, schemaType, propertyName, path);
    }

    // The library demands the properties of an object from other values too.
    private static bool IsOfObject(ValidationError error, JsonSchema schema) =>
        error.Kind == ValidationErrorKind.PropertyRequired && error.Schema == schema;

    private static void Try(string text, string pattern) => _ = Regex.IsMatch(text, pattern, RegexOptions.None, LongestMatch);
}
