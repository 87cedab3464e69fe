using System.Globalization;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>Checks the value of one keyword by itself.</summary>
internal static class KeywordCheck
{
    /// <summary>Adds what is wrong with a keyword's value. Schemas inside it are not looked at.</summary>
    /// <returns>Whether nothing is.</returns>
    internal static bool Passes(JsonValue value, KeywordValue expected, SchemaFaults faults) => expected switch
    {
        KeywordValue.Text => value.Kind == JsonKind.String || faults.AddKind(value, "a text"),
        KeywordValue.Boolean => value.Kind == JsonKind.Boolean || faults.AddKind(value, "true or false"),
        KeywordValue.Number => IsNumber(value, faults),
        KeywordValue.Count =>
            JsonNumber.ValueOf(value) is { } count && count >= 0 && Math.Floor(count) == count
            || faults.AddKind(value, "a whole number from 0 on"),
        KeywordValue.Names => AreNames(value, faults),
        KeywordValue.Pattern => value.Kind == JsonKind.String ? IsPattern(value, value.Text, faults) : faults.AddKind(value, "a text"),
        KeywordValue.SchemaList => value is { Kind: JsonKind.Array, Items.Count: > 0 } || faults.AddKind(value, "a list of schemas"),
        KeywordValue.SchemaMap => value.Kind == JsonKind.Object || faults.AddKind(value, "an object with a schema for each name"),
        KeywordValue.SchemaOrList =>
            value is not { Kind: JsonKind.Array, Items.Count: 0 } || faults.AddKind(value, "a schema or a list of schemas"),
        KeywordValue.PatternMap => ArePatterns(value, faults),
        KeywordValue.Dependencies => AreDependencies(value, faults),
        _ => true,
    };

    /// <summary>The value of a number keyword; null when it is none, or beyond 64 bits: NJsonSchema cannot read such a one.</summary>
    internal static decimal? NumberOf(JsonValue? value) =>
        value?.Kind == JsonKind.Number && decimal.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && number >= long.MinValue && number <= long.MaxValue ? number : null;

    private static bool IsNumber(JsonValue value, SchemaFaults faults)
    {
        if (value.Kind != JsonKind.Number)
            return faults.AddKind(value, "a number");
        return value.Name != "multipleOf" || JsonNumber.ValueOf(value) is > 0 || faults.AddKind(value, "greater than 0");
    }

    private static bool AreDependencies(JsonValue value, SchemaFaults faults) => value.Kind == JsonKind.Object
        ? value.Items.All(item => item.Kind != JsonKind.Array || AreNames(item, faults))
        : faults.AddKind(value, "an object with a schema or a list of names for each name");

    private static bool AreNames(JsonValue value, SchemaFaults faults)
    {
        if (value.Kind != JsonKind.Array || value.Items.Any(item => item.Kind != JsonKind.String))
        {
            var wrong = value.Items.FirstOrDefault(item => item.Kind != JsonKind.String && value.Kind == JsonKind.Array);
            return wrong is null ? faults.AddKind(value, "a list of names") : faults.AddKind(wrong, "a name");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in value.Items.Where(item => !names.Add(item.Text)))
            faults.Add(item, $"'{item.Text}' is listed twice");
        return true;
    }

    private static bool ArePatterns(JsonValue value, SchemaFaults faults) =>
        value.Kind == JsonKind.Object
            ? value.Items.All(item => IsPattern(item, item.Name, faults))
            : faults.AddKind(value, "an object with a schema for each pattern");

    private static bool IsPattern(JsonValue place, string pattern, SchemaFaults faults)
    {
        try
        {
            _ = new Regex(pattern);
            return true;
        }
        catch (ArgumentException e)
        {
            faults.Add(place, $"is no regular expression: {e.Message.TrimEnd('.')}");
            return false;
        }
    }
}
