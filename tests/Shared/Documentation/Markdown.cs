using System.Text.RegularExpressions;

namespace Delphix.Virtualization.TestSupport;

/// <summary>The few parts of Markdown that the pages are written and read with.</summary>
internal static partial class Markdown
{
    internal static string Code(string text) => $"`{text}`";

    /// <summary>A table. Pipes in cells are escaped.</summary>
    internal static string Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows) =>
        string.Join('\n', rows.Select(Row).Prepend("|" + string.Concat(header.Select(_ => "---|"))).Prepend(Row(header)));

    /// <summary>The address of a heading within its page, as GitHub makes it.</summary>
    internal static string Anchor(string heading) =>
        NoAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    /// <summary>The addresses of all headings of a page.</summary>
    internal static IReadOnlyList<string> Anchors(string text) =>
        [.. Heading().Matches(WithoutCode(text)).Select(match => Anchor(match.Groups[1].Value))];

    /// <summary>Where the links of a page lead, as written.</summary>
    internal static IReadOnlyList<string> Links(string text) =>
        [.. Link().Matches(InlineCode().Replace(WithoutCode(text), "")).Select(match => match.Groups[1].Value)];

    /// <summary>The fenced blocks of a language, each with the heading that it stands below and its line.</summary>
    internal static IEnumerable<(string Heading, int Line, string Text)> Fences(string text, string language)
    {
        var heading = "";
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#'))
                heading = lines[i].TrimStart('#').Trim();
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            var end = Array.IndexOf(lines, "```", i + 1);
            if (lines[i] == "```" + language)
                yield return (heading, i + 2, string.Join('\n', lines[(i + 1)..end]));
            i = end;
        }
    }

    private static string Row(IReadOnlyList<string> cells) =>
        $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |";

    private static string WithoutCode(string text) => FencedCode().Replace(text, "");

    [GeneratedRegex(@"[^\p{L}\p{N}_ -]")]
    private static partial Regex NoAnchor();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(([^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencedCode();

    [GeneratedRegex("(?<!\\[)`[^`\n]*`(?!\\])")]
    private static partial Regex InlineCode();
}
