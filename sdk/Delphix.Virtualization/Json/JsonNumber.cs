using System.Globalization;
using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Json;

/// <summary>The JSON notation of numbers, which is narrower than .NET's: no leading zeros, no <c>+</c>, no bare point.</summary>
internal static class JsonNumber
{
    private static readonly Regex Notation = new(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant);

    /// <summary>Whether the text is a JSON number.</summary>
    public static bool IsValid(string text) => Notation.IsMatch(text);

    /// <summary>The number's value; null when there is none, it is no number, or a double cannot hold it.</summary>
    public static double? ValueOf(JsonValue? value) =>
        value?.Kind == JsonKind.Number && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
