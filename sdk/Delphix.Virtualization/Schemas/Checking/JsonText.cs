using System.Globalization;
using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>Normalizes JSON: equal values give equal texts, however they are written.</summary>
internal static class JsonText
{
    /// <summary>The text: JSON in one line, with the names of objects in order.</summary>
    internal static string Of(JsonValue value) => value.Kind switch
    {
        JsonKind.Object => $"{{{string.Join(",", value.Items.OrderBy(item => item.Name, StringComparer.Ordinal).Select(OfMember))}}}",
        JsonKind.Array => $"[{string.Join(",", value.Items.Select(Of))}]",
        JsonKind.String => Quote(value.Text),
        JsonKind.Number => OfNumber(value.Text),
        _ => value.Text,
    };

    private static string OfMember(JsonValue member) => $"{Quote(member.Name)}:{Of(member)}";

    /// <summary>The same of a text.</summary>
    internal static string Quote(string text) => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    /// <summary>The same of a number as JSON writes it: 1.0 is 1, as in draft-07.</summary>
    internal static string OfNumber(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return text;
        if (number == 0)
            return "0";
        // A double does not hold every whole number of 64 bits.
        var isWhole = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && decimal.Truncate(exact) == exact
            && exact != 0;
        return isWhole
            ? exact.ToString("0", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
    }
}
