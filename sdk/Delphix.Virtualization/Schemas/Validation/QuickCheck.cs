using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// Checks quickly whether a value satisfies a schema, as nearly every value does. It knows the common keywords. If a schema has others, or
/// the check fails, the library decides, and reports what is wrong.
/// </summary>
internal abstract class QuickCheck
{
    // Formats that stand for no rule of their own, or for one that is known here.
    private static readonly Dictionary<string, FormatValidator?> KnownFormats = new(
        FormatValidator.All.Select(known => KeyValuePair.Create(known.Format, (FormatValidator?)known)))
    {
        [SchemaFormats.Password] = null,
        [SchemaFormats.Reference] = null,
    };

    /// <summary>Whether the value surely satisfies the schema.</summary>
    internal abstract bool Holds(JsonNode? value);

    /// <summary>Makes the check for a schema.</summary>
    /// <param name="definition">The schema, prepared.</param>
    /// <param name="schema">The same schema, for the library.</param>
    internal static QuickCheck Compile(JsonObject definition, LibrarySchema schema)
    {
        QuickCheck? check = Text(definition["type"]) switch
        {
            "object" when Knows(definition, "properties", "required", "additionalProperties") => ObjectCheck.Of(definition, schema),
            "array" when Knows(definition, "items")
                && definition["items"] is JsonObject items => new ArrayCheck(Compile(items, schema.Items())),
            "string" when Knows(definition, "minLength", "maxLength", "pattern", "enum", "format") && HasKnownFormat(definition) =>
                StringCheck.Of(definition),
            "integer" when Knows(definition, "minimum", "maximum", "enum") => IntegerCheck.Of(definition),
            "boolean" when Knows(definition) => new BooleanCheck(),
            _ => null,
        };
        return check ?? new LibraryCheck(schema);
    }

    private static bool Knows(JsonObject definition, params ReadOnlySpan<string> keywords)
    {
        foreach (var (keyword, _) in definition)
        {
            if (keyword != "type" && !keywords.Contains(keyword))
                return false;
        }

        return true;
    }

    private static bool HasKnownFormat(JsonObject definition) =>
        definition["format"] is not { } format || (Text(format) is { } name && KnownFormats.ContainsKey(name));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // The number of a keyword, or what stands for its absence; null when it is not a whole number.
    private static long? Bound(JsonObject definition, string keyword, long none) =>
        definition[keyword] is not { } written
            ? none
            : long.TryParse(written.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound)
                ? bound
                : null;

    private sealed class ObjectCheck(string[] required, Dictionary<string, QuickCheck> properties, bool isOpen) : QuickCheck
    {
        internal static ObjectCheck? Of(JsonObject definition, LibrarySchema schema)
        {
            var properties = new Dictionary<string, QuickCheck>();
            foreach (var (name, property) in definition["properties"] as JsonObject ?? [])
                properties[name] = Compile(property!.AsObject(), schema.Property(name));
            return definition["additionalProperties"] switch
            {
                null => new ObjectCheck(RequiredIn(definition), properties, isOpen: true),
                JsonValue isOpen => new ObjectCheck(RequiredIn(definition), properties, isOpen.GetValue<bool>()),
                _ => null,
            };
        }

        internal override bool Holds(JsonNode? value)
        {
            if (value is not JsonObject item)
                return false;
            foreach (var name in required)
            {
                if (!item.ContainsKey(name))
                    return false;
            }

            foreach (var (name, property) in item)
            {
                if (properties.TryGetValue(name, out var check) ? !check.Holds(property) : !isOpen)
                    return false;
            }

            return true;
        }

        private static string[] RequiredIn(JsonObject definition) =>
            [.. (definition["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>())];
    }

    private sealed class ArrayCheck(QuickCheck item) : QuickCheck
    {
        internal override bool Holds(JsonNode? value)
        {
            if (value is not JsonArray list)
                return false;
            foreach (var entry in list)
            {
                if (!item.Holds(entry))
                    return false;
            }

            return true;
        }
    }

    private sealed class StringCheck(
        long shortest, long longest, Regex? pattern, HashSet<string>? allowed, FormatValidator? format) : QuickCheck
    {
        internal static StringCheck? Of(JsonObject definition)
        {
            HashSet<string>? allowed = null;
            if (definition["enum"] is { } written)
            {
                if (written is not JsonArray list || list.Any(entry => entry?.GetValueKind() != JsonValueKind.String))
                    return null;
                allowed = [.. list.Select(entry => entry!.GetValue<string>())];
            }

            var pattern = Text(definition["pattern"]);
            return pattern is null == definition["pattern"] is null
                && Bound(definition, "minLength", 0) is { } shortest
                && Bound(definition, "maxLength", int.MaxValue) is { } longest
                ? new StringCheck(shortest, longest, pattern is null ? null : Compile(pattern), allowed, FormatOf(definition))
                : null;
        }

        private static FormatValidator? FormatOf(JsonObject definition) =>
            Text(definition["format"]) is { } name ? KnownFormats[name] : null;

        private static Regex Compile(string pattern) => new(pattern, RegexOptions.None, TimedValidator.LongestMatch);

        internal override bool Holds(JsonNode? value) =>
            value is JsonValue item && item.TryGetValue<string>(out var text)
            && text.Length >= shortest && text.Length <= longest
            && (allowed is null || allowed.Contains(text))
            && (format is null || format.IsValid(text))
            && (pattern is null || pattern.IsMatch(text));
    }

    private sealed class IntegerCheck(long smallest, long largest, HashSet<long>? allowed) : QuickCheck
    {
        internal static IntegerCheck? Of(JsonObject definition)
        {
            if (Bound(definition, "minimum", long.MinValue) is not { } smallest
                || Bound(definition, "maximum", long.MaxValue) is not { } largest)
            {
                return null;
            }

            HashSet<long>? allowed = definition["enum"] is JsonArray list
                ? [.. list.Select(entry => long.Parse(entry!.ToJsonString(), CultureInfo.InvariantCulture))]
                : null;
            return new IntegerCheck(smallest, largest, allowed);
        }

        internal override bool Holds(JsonNode? value) =>
            value is JsonValue item
            && item.TryGetValue<long>(out var number)
            && number >= smallest
            && number <= largest
            && (allowed is null || allowed.Contains(number));
    }

    private sealed class BooleanCheck : QuickCheck
    {
        internal override bool Holds(JsonNode? value) => value is JsonValue item && item.TryGetValue<bool>(out _);
    }

    private sealed class LibraryCheck(LibrarySchema schema) : QuickCheck
    {
        internal override bool Holds(JsonNode? value) => schema.FaultsOf(value).Count == 0;
    }
}
