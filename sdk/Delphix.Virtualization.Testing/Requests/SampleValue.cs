using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Testing;

/// <summary>Makes a value from its schema.</summary>
internal static class SampleValue
{
    // Stands where the schema says too little, until the test sets a value.
    private const string Missing = "\0no sample: ";

    private static readonly Dictionary<string, string> Formats = new()
    {
        ["unixpath"] = "/srv/sample",
        ["date-time"] = "2026-01-02T03:04:05Z",
        ["date"] = "2026-01-02",
        ["time"] = "03:04:05Z",
        ["email"] = "user@example.com",
        ["idn-email"] = "user@example.com",
        ["hostname"] = "host.example.com",
        ["idn-hostname"] = "host.example.com",
        ["ipv4"] = "192.0.2.1",
        ["ipv6"] = "2001:db8::1",
        ["uri"] = "https://example.com/",
        ["uri-reference"] = "/sample",
        ["iri"] = "https://example.com/",
        ["iri-reference"] = "/sample",
        ["uri-template"] = "/sample/{id}",
        ["json-pointer"] = "/sample",
        ["relative-json-pointer"] = "0/sample",
        ["regex"] = "sample",
        ["uuid"] = "7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61",
        ["reference"] = "SAMPLE-1",
    };

    /// <summary>An object with the properties that its schema requires, and those with a default.</summary>
    internal static JsonObject OfObject(JsonObject schema)
    {
        var required = schema["required"] is JsonArray names ? names.Select(name => name!.GetValue<string>()).ToHashSet() : [];
        var value = new JsonObject();
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            if (property is JsonObject rule && (required.Contains(name) || rule["default"] is not null))
                value[name] = Of(rule, name);
        }

        return value;
    }

    /// <summary>Fails for a value of which no sample was made, and which the test did not set.</summary>
    internal static void RequireAll(JsonNode? value, string place)
    {
        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members)
                    RequireAll(member, $"{place}.{name}");
                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                    RequireAll(items[i], string.Create(CultureInfo.InvariantCulture, $"{place}[{i}]"));
                break;
            case JsonValue text when text.TryGetValue<string>(out var mark) && mark.StartsWith(Missing, StringComparison.Ordinal):
                throw new NotSupportedException($"No sample can be made for {place}: {mark[Missing.Length..]}. Set it.");
        }
    }

    private static JsonNode? Of(JsonObject schema, string name)
    {
        foreach (var known in (string[])["default", "const"])
        {
            if (schema.TryGetPropertyValue(known, out var value))
                return value?.DeepClone();
        }

        if ((schema["enum"] ?? schema["examples"]) is JsonArray { Count: > 0 } values)
            return values[0]?.DeepClone();
        if (schema["$ref"] is JsonValue reference)
            return OfReference(reference.GetValue<string>());
        return TypeOf(schema) switch
        {
            "object" => OfObject(schema),
            "array" => OfArray(schema, name),
            "string" => OfText(schema, name),
            "integer" => OfNumber(schema),
            "number" => OfNumber(schema),
            "boolean" => false,
            "null" => null,
            _ => Missing + "its schema does not say of which type it is",
        };
    }

    private static string? TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonValue one => one.GetValue<string>(),
        JsonArray { Count: > 0 } several => several.Select(type => type!.GetValue<string>()).FirstOrDefault(type => type != "null"),
        _ => schema["properties"] is JsonObject ? "object" : null,
    };

    private static JsonArray OfArray(JsonObject schema, string name)
    {
        var length = schema["minItems"]?.GetValue<int>() ?? 0;
        return [.. Enumerable.Range(0, length).Select(_ => schema["items"] is JsonObject item ? Of(item, name) : null)];
    }

    private static string OfText(JsonObject schema, string name)
    {
        if (schema["pattern"] is JsonValue pattern)
            return OfPattern(pattern.GetValue<string>());
        var format = schema["format"]?.GetValue<string>() ?? "";
        var text = Formats.GetValueOrDefault(format, $"sample {name}");
        var shortest = schema["minLength"]?.GetValue<int>() ?? 0;
        var longest = schema["maxLength"]?.GetValue<int>() ?? int.MaxValue;
        return text.PadRight(shortest, 'x')[..Math.Min(longest, Math.Max(shortest, text.Length))];
    }

    private static string OfPattern(string pattern)
    {
        var text = PatternExample.Of(pattern);
        try
        {
            if (Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)))
                return text;
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            // It is one for other programs than .NET, or takes too long.
        }

        return Missing + $"its schema has the pattern {pattern}";
    }

    private static JsonValue OfNumber(JsonObject schema)
    {
        var smallest = schema["exclusiveMinimum"]?.GetValue<decimal>() + 1 ?? schema["minimum"]?.GetValue<decimal>() ?? 1;
        var largest = schema["exclusiveMaximum"]?.GetValue<decimal>() - 1 ?? schema["maximum"]?.GetValue<decimal>() ?? decimal.MaxValue;
        var step = schema["multipleOf"]?.GetValue<decimal>() ?? 1;
        var number = Math.Min(largest, Math.Ceiling(smallest / step) * step);
        return number == Math.Truncate(number) ? JsonValue.Create((long)number) : JsonValue.Create(number);
    }

    private static JsonNode OfReference(string reference) => reference switch
    {
        PredefinedTypes.Prefix + PredefinedTypes.Any or PredefinedTypes.Prefix + PredefinedTypes.Password =>
            CredentialsSupplier.OfPassword("sample password", "sample-user"),
        PredefinedTypes.Prefix + PredefinedTypes.Key => new JsonObject
        {
            [CredentialsSupplier.Type] = CredentialsSupplier.NamedKeyPair,
            [CredentialsSupplier.Username] = "sample-user",
            [CredentialsSupplier.PrivateKey] = "sample private key",
            [CredentialsSupplier.PublicKey] = "sample public key",
        },
        _ => Missing + $"its schema refers to {reference}",
    };
}
