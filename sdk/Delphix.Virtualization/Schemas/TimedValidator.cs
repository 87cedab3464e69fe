using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Delphix.Virtualization.Schemas;

/// <summary>The validator of the library, which matches patterns however long that takes. Each match is tried here first: one that ended in time ends in time again.</summary>
internal sealed class TimedValidator(JsonSchemaValidatorSettings settings) : JsonSchemaValidator(settings)
{
    /// <summary>How long a text may take to match a pattern. After that, a <see cref="RegexMatchTimeoutException"/> is thrown.</summary>
    internal static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(500);

    /// <summary>What is wrong with a text that takes longer.</summary>
    internal static string Describe(RegexMatchTimeoutException timeout) => $"takes too long to match {timeout.Pattern}: the pattern must be simpler";

    protected override ICollection<ValidationError> Validate(JToken token, JsonSchema schema, SchemaType schemaType, string? propertyName, string? propertyPath)
    {
        if (token is JValue { Value: string text } && schema.Pattern is { } pattern)
            Try(text, pattern);
        if (token is JObject item)
        {
            foreach (var property in schema.PatternProperties.Keys.SelectMany(_ => item.Properties(), (known, property) => (Pattern: known, property.Name)))
                Try(property.Name, property.Pattern);
        }

        return base.Validate(token, schema, schemaType, propertyName, propertyPath);
    }

    private static void Try(string text, string pattern) => _ = Regex.IsMatch(text, pattern, RegexOptions.None, LongestMatch);
}
