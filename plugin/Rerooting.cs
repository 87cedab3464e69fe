using System.Text.RegularExpressions;

namespace DirectoryPlugin;

/// <summary>How configure.sh finds the symlinks into a directory, and makes them point into another one.</summary>
/// <param name="Source">The directory that they point to or into: an absolute path without a slash at its end.</param>
/// <param name="Mount">The directory that they are to point to or into, likewise.</param>
internal sealed partial record Rerooting(string Source, string Mount)
{
    /// <summary>Null where no symlink would change.</summary>
    internal static Rerooting? Between(string? source, string mount) =>
        source?.TrimEnd('/') is { Length: > 0 } directory && directory != mount ? new Rerooting(directory, mount) : null;

    /// <summary>The tests of find that they pass.</summary>
    internal IEnumerable<string> Tests =>
        // Where the mount path is below the source path, a symlink that was re-rooted before points into both.
        Mount.StartsWith(Source + "/", StringComparison.Ordinal) ? [.. PointInto(Source), "!", .. PointInto(Mount)] : PointInto(Source);

    /// <summary>The expression of tar that changes where symlinks point to, and nothing of names and hard links.</summary>
    internal string Transform => $"s/^{Escape(SpecialInPattern(), Source)}/{Escape(SpecialInReplacement(), Mount)}/RH";

    private static IEnumerable<string> PointInto(string directory)
    {
        var pattern = Escape(SpecialInWildcards(), directory);
        return ["(", "-lname", pattern, "-o", "-lname", pattern + "/*", ")"];
    }

    private static string Escape(Regex special, string text) => special.Replace(text, @"\$&");

    [GeneratedRegex(@"[\[\]\\*?]")]
    private static partial Regex SpecialInWildcards();

    [GeneratedRegex(@"[\[\]\\.*^$/]")]
    private static partial Regex SpecialInPattern();

    [GeneratedRegex(@"[\\&/]")]
    private static partial Regex SpecialInReplacement();
}
