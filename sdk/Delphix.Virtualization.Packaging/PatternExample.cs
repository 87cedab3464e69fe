using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Packaging;

/// <summary>
/// Makes a short text that a regular expression matches. Of what such expressions may have it knows the usual: the caller checks the text.
/// </summary>
internal sealed partial class PatternExample
{
    // Enough for what people write; {1000000} would be no example to look at.
    private const int MostRepetitions = 1000;

    // The plainest first.
    private static readonly string[] Characters = [.. ((string[])["a", "A", "0"]).Concat(
        Enumerable.Range(' ', '~' - ' ' + 1).Select(code => ((char)code).ToString()))];

    private readonly Queue<string> _tokens;

    private PatternExample(string pattern) => _tokens = new Queue<string>(Token().Matches(pattern).Select(match => match.Value));

    /// <summary>The text.</summary>
    internal static string Of(string pattern) => new PatternExample(pattern).Choice();

    [GeneratedRegex(
        @"\[\^?\]?(?:\\.|[^\]\\])*\]|\\(?:[pP]\{[^}]*\}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.)"
            + @"|\(\?(?:[:=!]|<[=!]|<\w+>)|\{\d+(?:,\d*)?\}\??|[?*+]\??|.",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    // The first of the alternatives.
    private string Choice()
    {
        var first = Sequence();
        while (_tokens.TryPeek(out var token) && token == "|")
        {
            _tokens.Dequeue();
            Sequence();
        }

        return first;
    }

    private string Sequence()
    {
        var text = new StringBuilder();
        while (_tokens.TryPeek(out var token) && token is not ("|" or ")"))
        {
            var part = Part(_tokens.Dequeue());
            text.Insert(text.Length, part, Repetitions());
        }

        return text.ToString();
    }

    private string Part(string token)
    {
        if (token[0] == '(')
        {
            var group = Choice();
            _tokens.TryDequeue(out _);
            return token is "(?=" or "(?!" or "(?<=" or "(?<!" ? "" : group;
        }

        return token switch
        {
            "^" or "$" or @"\A" or @"\z" or @"\Z" or @"\b" or @"\B" or @"\G" => "",
            [not ('[' or '\\' or '.')] => token,
            _ => Character(token),
        };
    }

    private static string Character(string token)
    {
        try
        {
            return Characters.FirstOrDefault(character => Regex.IsMatch(character, token)) ?? "";
        }
        catch (RegexParseException)
        {
            // Means something only with what is around it, such as a reference to a group.
            return "";
        }
    }

    private int Repetitions()
    {
        if (!_tokens.TryPeek(out var token) || token is not ['?' or '*' or '+' or '{', ..] or "{")
            return 1;
        _tokens.Dequeue();
        return token[0] switch
        {
            '{' => Math.Min(
                MostRepetitions,
                int.TryParse(token.AsSpan(1, token.IndexOfAny([',', '}']) - 1), CultureInfo.InvariantCulture, out var least)
                    ? least
                    : MostRepetitions),
            '+' => 1,
            _ => 0,
        };
    }
}
