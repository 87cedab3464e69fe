using System.Globalization;
using System.Text;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Names in commands that messages tell people to type. A name must not become a command of its own.</summary>
internal static class ShellWord
{
    /// <summary>A text as one word of a shell, which stays as it is where it needs no quotes.</summary>
    internal static string Of(string text)
    {
        if (text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '+' or '@' or ':' or ',' or '='))
            return text;
        if (!text.Any(char.IsControl))
            return $"'{text.Replace("'", """'\''""", StringComparison.Ordinal)}'";
        var word = new StringBuilder("$'");
        foreach (var c in text)
        {
            if (c is '\'' or '\\')
                word.Append('\\').Append(c);
            else if (char.IsControl(c))
                word.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                word.Append(c);
        }

        return word.Append('\'').ToString();
    }

    /// <summary>A name within a sentence: on one line, whatever it holds.</summary>
    internal static string InText(string text) => text.Any(char.IsControl) ? Of(text) : text;
}
