using System.Text.RegularExpressions;

namespace Delphix.Virtualization.TestSupport;

/// <summary>A part of a page that is rendered from code.</summary>
/// <param name="Name">What the page's marker calls it.</param>
/// <param name="Text">The Markdown, with LF and without a line end at its end.</param>
internal sealed partial record GeneratedBlock(string Name, string Text)
{
    /// <summary>The names of all blocks of a page, in order.</summary>
    internal static IReadOnlyList<string> NamesIn(string page) => [.. Marked().Matches(page).Select(match => match.Groups[1].Value)];

    /// <summary>What a page has between the markers of this block; null when it lacks them.</summary>
    internal string? FindIn(string page) => Find(page) is { } match ? match.Groups[2].Value.TrimEnd('\n') : null;

    /// <summary>The page with this block as it should be.</summary>
    internal string PutInto(string page) => Find(page) is { } match
        ? string.Concat(page.AsSpan(0, match.Groups[2].Index), Text + "\n", page.AsSpan(match.Groups[2].Index + match.Groups[2].Length))
        : page;

    private Match? Find(string page) => Marked().Matches(page).FirstOrDefault(match => match.Groups[1].Value == Name);

    [GeneratedRegex(@"^<!-- generated: (\S+) -->\n(.*?)^<!-- /generated -->$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Marked();
}
