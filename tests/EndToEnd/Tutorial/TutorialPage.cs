using System.Text.RegularExpressions;

namespace Delphix.Virtualization.EndToEnd.Tutorial;

/// <summary>
/// A page of the tutorial: what a learner types and edits, in order. Commands and what they print are in blocks of <c>console</c>; an edit
/// is the sentence <c>In `FILE`, replace</c> with two blocks, and a new file is <c>Write `FILE`:</c> with one.
/// </summary>
internal static partial class TutorialPage
{
    /// <summary>Reads the steps of a page.</summary>
    public static IEnumerable<TutorialStep> StepsOf(string page, string markdown)
    {
        var blocks = Block().Matches(markdown).ToList();
        for (var i = 0; i < blocks.Count; i++)
        {
            var place = $"{page}, line {markdown[..blocks[i].Index].Count(character => character == '\n') + 1}";
            var text = blocks[i].Groups["text"].Value;
            var before = markdown[..blocks[i].Index].TrimEnd().Split("\n\n")[^1].Replace('\n', ' ');
            if (Replacing().Match(before) is { Success: true } replacing)
                yield return new TutorialEdit(place, replacing.Groups[1].Value, text.TrimEnd(), blocks[++i].Groups["text"].Value.TrimEnd());
            else if (Writing().Match(before) is { Success: true } writing)
                yield return new TutorialEdit(place, writing.Groups[1].Value, Old: null, text);
            else if (blocks[i].Groups["kind"].Value == "console")
                foreach (var command in CommandsOf(place, text))
                    yield return command;
        }
    }

    // A command continues in the next line after a backslash; what does not begin with a prompt is what it prints.
    private static IEnumerable<TutorialCommand> CommandsOf(string place, string text)
    {
        foreach (var part in Prompt().Split(text).Skip(1))
        {
            var lines = part.Split('\n');
            var length = 1 + lines.TakeWhile(line => line.EndsWith('\\')).Count();
            yield return new TutorialCommand(
                place, string.Join('\n', lines.Take(length)), string.Join('\n', lines.Skip(length)).TrimEnd());
        }
    }

    [GeneratedRegex(@"^```(?<kind>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"In `([^`]+)`, replace:?$")]
    private static partial Regex Replacing();

    [GeneratedRegex(@"Write `([^`]+)`:$")]
    private static partial Regex Writing();

    [GeneratedRegex(@"^\$ ", RegexOptions.Multiline)]
    private static partial Regex Prompt();
}
