using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// File names as Linux has them: any bytes but NUL and '/'. Inside a listing each byte is one Latin-1 character, which loses nothing.
/// </summary>
internal static class PathBytes
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A name as people write it, turned into the byte-per-character form.</summary>
    public static string FromText(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The name as .NET's file API takes it; false when its bytes are not UTF-8, which that API cannot express.</summary>
    public static bool TryToText(string path, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = StrictUtf8.GetString(Encoding.Latin1.GetBytes(path));
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }

    /// <summary>The name for people: readable text stays, anything that would garble a terminal or a line is escaped.</summary>
    public static string Show(string path)
    {
        if (path.Length == 0)
            return ".";
        var shown = new StringBuilder(path.Length);
        ReadOnlySpan<byte> rest = Encoding.Latin1.GetBytes(path);
        while (!rest.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            Append(shown, rest[..length], valid ? rune : null);
            rest = rest[length..];
        }

        return shown.ToString();
    }

    private static void Append(StringBuilder shown, ReadOnlySpan<byte> bytes, Rune? rune)
    {
        if (rune is { } readable && IsReadable(readable))
        {
            shown.Append(readable.Value == '\\' ? @"\\" : readable.ToString());
            return;
        }

        foreach (var value in bytes)
            shown.Append(value switch
            {
                (byte)'\n' => @"\n",
                (byte)'\t' => @"\t",
                (byte)'\r' => @"\r",
                _ => string.Create(CultureInfo.InvariantCulture, $@"\x{value:x2}"),
            });
    }

    private static bool IsReadable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
