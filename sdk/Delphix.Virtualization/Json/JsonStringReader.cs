using System.Text;

namespace Delphix.Virtualization.Json;

/// <summary>Reads one JSON string, from its opening to its closing quote.</summary>
internal static class JsonStringReader
{
    private const string EscapeCodes = "\"\\/bfnrt";
    private const string EscapedCharacters = "\"\\/\b\f\n\r\t";

    /// <summary>
    /// Returns the string without quotes and escapes, and its place with the quotes; the cursor stands at the opening one.
    /// </summary>
    /// <exception cref="JsonSyntaxException">
    /// The string does not end, or has a control character, a bad escape or half of a surrogate pair.
    /// </exception>
    public static string Read(JsonCursor cursor, out JsonSpan span)
    {
        var start = cursor.Position;
        var text = new StringBuilder();
        cursor.Expect('"', "a name in double quotes");
        while (cursor.Current != '"')
        {
            if (cursor.AtEnd || cursor.Current < ' ')
            {
                throw cursor.Fault(
                    cursor.Current == '\t' ? "a tab in a string must be written \\t" : "the string does not end on its line");
            }

            var escape = cursor.Position;
            text.Append(cursor.Current == '\\' ? ReadEscape(cursor) : cursor.Take());
            RejectHalfPair(text, isEnd: false, cursor.SpanFrom(escape, cursor.Position - escape));
        }

        cursor.Take();
        span = cursor.SpanFrom(start, cursor.Position - start);
        RejectHalfPair(text, isEnd: true, span);
        return text.ToString();
    }

    private static char ReadEscape(JsonCursor cursor)
    {
        var start = cursor.Position;
        cursor.Take();
        var simple = EscapeCodes.IndexOf(cursor.Current);
        if (simple >= 0)
        {
            cursor.Take();
            return EscapedCharacters[simple];
        }

        var code = cursor.Current == 'u' ? ReadHexadecimal(cursor) : null;
        return code ?? throw new JsonSyntaxException(
            "a backslash must be followed by one of \" \\ / b f n r t, or by u and four hexadecimal digits", cursor.SpanFrom(start, 1));
    }

    private static char? ReadHexadecimal(JsonCursor cursor)
    {
        cursor.Take();
        var code = 0;
        for (var i = 0; i < 4; i++)
        {
            var digit = "0123456789abcdef".IndexOf(char.ToLowerInvariant(cursor.Current));
            if (digit < 0)
            {
                return null;
            }

            code = (code * 16) + digit;
            cursor.Take();
        }

        return (char)code;
    }

    // Half of a pair cannot be written as UTF-8, so it could never match a name in a real message.
    private static void RejectHalfPair(StringBuilder text, bool isEnd, JsonSpan span)
    {
        var previous = text.Length - (isEnd ? 1 : 2);
        var opens = previous >= 0 && char.IsHighSurrogate(text[previous]);
        var closes = !isEnd && char.IsLowSurrogate(text[text.Length - 1]);
        if (opens != closes)
        {
            throw new JsonSyntaxException("the string has half of a surrogate pair", span);
        }
    }
}
