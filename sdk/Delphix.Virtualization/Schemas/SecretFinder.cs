using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// Finds the secrets of a value: each text where the definition says <c>format: password</c>, in any of the forms that it allows there, and
/// the secrets of credentials suppliers, which are known by their <c>type</c> wherever they are.
/// </summary>
internal sealed class SecretFinder(JsonObject definition)
{
    private static readonly string[] Alternatives = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] Branches = ["if", "then", "else"];

    internal IReadOnlyList<SecretValue> Find(JsonObject value)
    {
        var found = new List<SecretValue>();
        Collect(value, [definition], found);
        return found;
    }

    private void Collect(JsonNode? value, IEnumerable<JsonNode?> schemas, List<SecretValue> found)
    {
        var inForce = WithReferences(schemas);
        switch (value)
        {
            case JsonObject item:
                var isSupplier = CredentialsSupplier.HoldsSecret(item);
                foreach (var (name, property) in item)
                {
                    if (isSupplier
                        && (name is CredentialsSupplier.Password or CredentialsSupplier.PrivateKey)
                        && AsText(property) is { } secret)
                        found.Add(new SecretValue(secret, IsOfSupplier: true));
                    else
                        Collect(property, inForce.SelectMany(schema => OfProperty(schema, name)), found);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                    Collect(list[i], inForce.SelectMany(schema => OfItem(schema, i)), found);
                break;
            case JsonValue when AsText(value) is { } text && inForce.Any(schema => Text(schema["format"]) == "password"):
                found.Add(new SecretValue(text, IsOfSupplier: false));
                break;
        }
    }

    // All that may describe a value. References may go in circles.
    private HashSet<JsonObject> WithReferences(IEnumerable<JsonNode?> schemas)
    {
        var inForce = new HashSet<JsonObject>();
        var open = new Stack<JsonNode?>(schemas);
        while (open.TryPop(out var node))
        {
            if (node is not JsonObject schema || !inForce.Add(schema))
                continue;
            // The platform's own definitions lead nowhere: suppliers need no schema to be known.
            open.Push(Text(schema["$ref"]) is { } reference ? JsonNodes.Follow(definition, reference) : null);
            foreach (var alternative in Alternatives.SelectMany(keyword => schema[keyword] as JsonArray ?? []))
                open.Push(alternative);
            var dependencies = (schema["dependencies"] as JsonObject ?? []).Select(dependency => dependency.Value);
            foreach (var branch in Branches.Select(keyword => schema[keyword]).Concat(dependencies))
                open.Push(branch);
        }

        return inForce;
    }

    private static IEnumerable<JsonNode?> OfItem(JsonObject schema, int index) =>
        [
            schema["items"] is JsonArray each
                ? index < each.Count ? each[index] : schema["additionalItems"]
                : schema["items"],
            schema["contains"],
        ];

    private static IEnumerable<JsonNode?> OfProperty(JsonObject schema, string name)
    {
        var isListed = (schema["properties"] as JsonObject)?.ContainsKey(name) == true;
        yield return isListed ? schema["properties"]![name] : schema["additionalProperties"];
        foreach (var (pattern, described) in schema["patternProperties"] as JsonObject ?? [])
        {
            if (MayMatch(name, pattern))
                yield return described;
        }
    }

    // A pattern that takes too long to match counts as a match: it is safer to treat too much as secret than too little.
    private static bool MayMatch(string name, string pattern)
    {
        try
        {
            return Regex.IsMatch(name, pattern, RegexOptions.None, TimedValidator.LongestMatch);
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    private static JsonValue? AsText(JsonNode? node) => Text(node) is null ? null : (JsonValue)node!;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
