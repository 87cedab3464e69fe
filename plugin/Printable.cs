using System.Globalization;
using System.Text;

namespace DirectoryPlugin;

/// <summary>
/// Text of hosts and users, for messages. A control character in it would be an order to the terminal that shows it, and one for the
/// direction of text could hide what is there: each is shown as its number.
/// </summary>
internal static class Printable
{
    internal static string Of(string text)
    {
        // ssh ends lines like this.
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        if (!text.Any(IsOrder))
            return text;
        var printable = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (IsOrder(c))
                printable.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}");
            else
                printable.Append(c);
        }

        return printable.ToString();
    }

    private static bool IsOrder(char c) => c is not ('\n' or '\t') && char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
