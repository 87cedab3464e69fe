using System.Text;

namespace Delphix.Virtualization.Tools.Init;

/// <summary>
/// Keeps of a template's text what a plugin is to have. Lines between <c>#if WORD</c> and <c>#endif</c> are for plugins of that word.
/// </summary>
internal static class TemplateText
{
    internal static string Choose(string text, IReadOnlySet<string> words)
    {
        var chosen = new StringBuilder();
        var conditions = new Stack<bool>();
        foreach (var line in text.Split('\n').SkipLast(1))
        {
            if (line.StartsWith("#if ", StringComparison.Ordinal))
                conditions.Push(words.Contains(line["#if ".Length..]));
            else if (line == "#endif")
                conditions.Pop();
            else if (!conditions.Contains(false))
                chosen.Append(line).Append('\n');
        }

        return chosen.ToString();
    }

    /// <summary>Replaces what must be there, so that a file which has changed since is noticed.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    internal static string Edit(string text, string old, string with) =>
        text.Contains(old, StringComparison.Ordinal)
            ? text.Replace(old, with, StringComparison.Ordinal)
            : throw new InvalidOperationException($"The template has no '{old}' any more.");
}
