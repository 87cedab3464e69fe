using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// Enforces the keywords of draft-07 that NJsonSchema lacks, or takes otherwise. They stand under the <c>definitions</c> of a prepared
/// schema, where the library reads them and does not use them.
/// </summary>
/// <param name="validate">Validates a value, which stands at the path, against a schema.</param>
/// <param name="token">The value.</param>
/// <param name="schema">Its schema.</param>
/// <param name="path">Where the value stands; empty: it is the whole.</param>
internal sealed class LackingRules(
    Func<JToken, JsonSchema, string, ICollection<ValidationError>> validate, JToken token, JsonSchema schema, string path)
{
    /// <summary>What breaks the rules.</summary>
    internal IEnumerable<ValidationError> Faults() =>
        schema.Definitions.SelectMany(rule => FaultsOf(rule.Key, rule.Value.ActualSchema)).Concat(FaultsOfPatterns());

    private IEnumerable<ValidationError> FaultsOf(string keyword, JsonSchema rule) => (keyword, token) switch
    {
        ("if", _) => FaultsOfBranch(validate(token, rule, path).Count == 0 ? "then" : "else"),
        ("enum" or "const", _) =>
            Unless(rule.Enumeration.Any(allowed => TextOf(allowed) == TextOf(token)), ValidationErrorKind.NotInEnumeration, rule),
        ("contains", JArray list) => Unless(list.Any(item => validate(item, rule, path).Count == 0), keyword),
        ("uniqueItems", JArray list) =>
            Unless(list.Select(TextOf).Distinct(StringComparer.Ordinal).Count() == list.Count, ValidationErrorKind.ItemsNotUnique, schema),
        ("propertyNames", JObject item) =>
            item.Properties().SelectMany(property => validate(new JValue(property.Name), rule, $"the name of {PathOf(property)}")),
        ("dependencies", JObject item) =>
            rule.Properties
                .Where(property => item.ContainsKey(property.Key))
                .SelectMany(property => validate(token, property.Value.ActualSchema, path)),
        ("maxItems", JArray list) => Unless(list.Count == 0, ValidationErrorKind.TooManyItems, schema),
        ("maxProperties", JObject item) => Unless(item.Count == 0, ValidationErrorKind.TooManyProperties, schema),
        (
            "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf",
            JValue { Type: JTokenType.Integer or JTokenType.Float } number
        ) =>
            Unless(Holds(keyword, (double)number, BoundOf(rule)), $"{keyword} {TextOf(BoundOf(rule))}"),
        _ => [],
    };

    private IEnumerable<ValidationError> FaultsOfBranch(string branch) =>
        schema.Definitions.TryGetValue(branch, out var rule) ? validate(token, rule.ActualSchema, path) : [];

    // NJsonSchema applies to a property its own schema or the first pattern that fits; draft-07 applies all.
    private IEnumerable<ValidationError> FaultsOfPatterns()
    {
        if (schema.PatternProperties.Count == 0 || token is not JObject item)
            yield break;
        foreach (var property in item.Properties())
        {
            var fitting = schema.PatternProperties.Where(pattern =>
                Regex.IsMatch(property.Name, pattern.Key, RegexOptions.None, TimedValidator.LongestMatch));
            foreach (var pattern in fitting.Skip(schema.Properties.ContainsKey(property.Name) ? 0 : 1))
            {
                foreach (var fault in validate(property.Value, pattern.Value.ActualSchema, PathOf(property)))
                    yield return fault;
            }
        }
    }

    private string PathOf(JProperty property) => path.Length == 0 ? property.Name : $"{path}.{property.Name}";

    private static double BoundOf(JsonSchema rule) => Convert.ToDouble(rule.Enumeration.First(), CultureInfo.InvariantCulture);

    private static bool Holds(string keyword, double number, double bound) => keyword switch
    {
        "minimum" => number >= bound,
        "maximum" => number <= bound,
        "exclusiveMinimum" => number > bound,
        "exclusiveMaximum" => number < bound,
        _ => Math.Abs(Math.IEEERemainder(number, bound)) <= bound * 1e-6,
    };

    private IEnumerable<ValidationError> Unless(bool isRight, ValidationErrorKind kind, JsonSchema rule) =>
        isRight ? [] : [new ValidationError(kind, null, path, token, rule)];

    // The library has no kind for these: the path says all.
    private IEnumerable<ValidationError> Unless(bool isRight, string keyword) =>
        isRight ? [] : [new LackingRuleError(keyword, path, token, schema)];

    /// <summary>A text of a value that equal values have in common, and no others.</summary>
    internal static string TextOf(object? value) => value switch
    {
        JObject item =>
            $"{{{string.Join(",", item.Properties().OrderBy(property => property.Name, StringComparer.Ordinal).Select(TextOfMember))}}}",
        JArray list => $"[{string.Join(",", list.Select(TextOf))}]",
        JValue single => TextOf(single.Value),
        string text => JsonText.Quote(text),
        bool truth => truth ? "true" : "false",
        null => "null",
        _ => JsonText.OfNumber(Convert.ToString(value, CultureInfo.InvariantCulture)!),
    };

    private static string TextOfMember(JProperty property) => $"{JsonText.Quote(property.Name)}:{TextOf(property.Value)}";
}
