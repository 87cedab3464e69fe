using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Delphix.Virtualization.Packaging;

/// <summary>The value of one key of plugin_config.yml, with its place.</summary>
/// <param name="Line">The line of the value, counted from 1.</param>
/// <param name="Column">The column of the value, counted from 1.</param>
/// <param name="Scalar">The value when it is a single one; else null.</param>
/// <param name="Items">The values when it is a list; else null. An item that is not a single value is null.</param>
internal sealed partial record ConfigEntry(int Line, int Column, Scalar? Scalar, IReadOnlyList<Scalar?>? Items)
{
    private static readonly HashSet<string> TrueWords = [.. Cases("true", "yes", "on")];
    private static readonly HashSet<string> FalseWords = [.. Cases("false", "no", "off")];
    private static readonly HashSet<string> NullWords = ["", "~", .. Cases("null")];

    internal static ConfigEntry At(Mark place, Scalar? scalar, IReadOnlyList<Scalar?>? items) =>
        new((int)place.Line, (int)place.Column, scalar, items);

    /// <summary>The value of a YAML boolean; null when the scalar is something else.</summary>
    internal static bool? AsBoolean(Scalar scalar)
    {
        if (!IsPlain(scalar))
            return null;
        return TrueWords.Contains(scalar.Value) ? true : FalseWords.Contains(scalar.Value) ? false : null;
    }

    /// <summary>Whether YAML takes the scalar for text, and not for a number, a boolean or nothing.</summary>
    internal static bool IsText(Scalar scalar) =>
        !IsPlain(scalar) || (!IsNull(scalar) && AsBoolean(scalar) is null && !Number().IsMatch(scalar.Value));

    internal static bool IsNull(Scalar scalar) => IsPlain(scalar) && NullWords.Contains(scalar.Value);

    // A quoted or tagged scalar is text, whatever it looks like.
    private static bool IsPlain(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty;

    private static IEnumerable<string> Cases(params string[] words) =>
        words.SelectMany(word => (string[])[word, word.ToUpperInvariant(), char.ToUpperInvariant(word[0]) + word[1..]]);

    [GeneratedRegex(
        @"^[-+]?([0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.[0-9]+([eE][-+]?[0-9]+)?"
            + @"|0x[0-9a-fA-F_]+|0o?[0-7_]+|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
