using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Delphix.Virtualization.Schemas;

/// <summary>A value breaks a keyword for which NJsonSchema has no kind of error.</summary>
internal sealed class LackingRuleError(string keyword, string path, JToken token, JsonSchema schema)
    : ValidationError(ValidationErrorKind.Unknown, null, path, token, schema)
{
    /// <summary>What is wrong with the value at the path.</summary>
    internal string Text { get; } = keyword == "contains"
        ? "must have an item of the form that the schema says with 'contains'"
        : $"must satisfy {keyword}";
}
