using System.Text.RegularExpressions;

namespace Delphix.Virtualization.EndToEnd.Tutorial;

/// <summary>Something that a learner does.</summary>
/// <param name="Place">The page and the line.</param>
internal abstract record TutorialStep(string Place);

/// <summary>A command, with what it prints: <c>…</c> in it stands for what is different each time, or is left out.</summary>
internal sealed partial record TutorialCommand(string Place, string Command, string Output) : TutorialStep(Place)
{
    /// <summary>Whether the page says that it fails.</summary>
    public bool Fails => Output.Split('\n').Any(line => line.StartsWith("Error: ", StringComparison.Ordinal));

    /// <summary>What real output has to be like, line by line, when it is compact.</summary>
    public string Pattern => $"^{string.Concat(Compact(Output).Split('\n').Select(PatternOf))}$";

    /// <summary>Text in which columns stand close together: how wide one is depends on where the learner's folder is.</summary>
    public static string Compact(string text) => Blanks().Replace(text, "  ");

    private static string PatternOf(string line) =>
        line == " …" ? "(?:[^\n]*\n)*?" : $"{Regex.Escape(line).Replace("…", "[^\n]*", StringComparison.Ordinal)}\n";

    [GeneratedRegex("(?<! ) {3,}")]
    private static partial Regex Blanks();
}

/// <summary>A change of a file: what is exchanged for what; without an old text, it is a new file.</summary>
internal sealed record TutorialEdit(string Place, string File, string? Old, string New) : TutorialStep(Place);
