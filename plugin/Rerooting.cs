using System.Text.RegularExpressions;

namespace DirectoryPlugin;

/// <summary>How configure.sh finds the symlinks into some directories, and makes them point into another one.</summary>
/// <param name="Sources">The directories that they point to or into: absolute paths in normal form.</param>
/// <param name="Mount">The directory that they are to point to or into, likewise.</param>
internal sealed partial record Rerooting(IReadOnlyList<string> Sources, string Mount)
{
    // A path with more ".." in a row than this, as in /a/b/../../c, is left as it is.
    private const int DeepestUp = 16;

    // The target that tar gives to a symlink that must stay. It is no absolute path, so it is not taken for a changed one.
    private const string Stays = "stays";

    // A mark for the mount path until all paths are compared, because the mount path may lie in one of the directories. No path in normal
    // form begins with it.
    private const string Moves = "//";

    // Whatever is not in normal form has one of these.
    private static readonly string[] Odd = ["*//*", "*/./*", "*/.", "*/../*", "*/.."];

    /// <summary>Null where no symlink would change.</summary>
    internal static Rerooting? Between(IEnumerable<string?> sources, string mount)
    {
        string[] normal =
        [
            .. sources.Select(source => source?.TrimEnd('/') is { Length: > 0 } directory ? Path.GetFullPath(directory) : "/").Distinct()
                .Where(source => source != mount && source != "/"),
        ];
        return normal.Length > 0 ? new Rerooting(normal, mount) : null;
    }

    /// <summary>
    /// The tests of find that they pass. So do other absolute paths that are not in normal form: what these lead to, only
    /// <see cref="Transform"/> finds out.
    /// </summary>
    internal IEnumerable<string> Tests =>
    [
        "(", .. Sources.SelectMany(PointFrom), "-lname", "/*", "(", .. Any(Odd), ")", ")",
    ];

    /// <summary>
    /// The pattern of find for the directory that they are to point to or into. Of the symlinks to which <see cref="Transform"/> was
    /// applied, only those that point there were changed.
    /// </summary>
    internal string Result => Escape(SpecialInWildcards(), Mount);

    /// <summary>
    /// The expressions of tar that change where symlinks point to, and nothing of names and hard links. They bring a path into normal
    /// form before they compare it. Of directories that lie in each other, the innermost counts.
    /// </summary>
    internal string Transform => string.Join(";", [
        "s:/(\\.?/)+:/:gxRH", "s:/\\.$:/:xRH", "s:/\\.\\.$:/../:xRH",
        .. Enumerable.Repeat("s:^(/\\.\\.)+/:/:xRH;s:/([^/.][^/]*|\\.[^/.][^/]*|\\.\\.[^/]+)/\\.\\./:/:gxRH", DeepestUp),
        $"s:^(/\\.\\.)+/:/:xRH;s:.*/\\.\\./.*:{Stays}:xRH",
        .. Sources.Append(Mount).OrderByDescending(path => path.Length).Select(path => Replace(path, path == Mount ? Stays : Moves)),
        Replace(Moves, Mount),
    ]);

    // When the mount path lies below the source path, a symlink that was re-rooted earlier points into both.
    private string[] PointFrom(string source) =>
    [
        .. PointInto(source),
        .. Mount.StartsWith(source + "/", StringComparison.Ordinal) ? ["!", .. PointInto(Mount)] : (string[])[],
        "-o",
    ];

    private static string Replace(string directory, string other) =>
        $"s/^{Escape(SpecialInPattern(), directory)}\\(\\/\\|$\\)/{Escape(SpecialInReplacement(), other)}\\1/RH";

    private static string[] PointInto(string directory)
    {
        var pattern = Escape(SpecialInWildcards(), directory);
        return ["(", .. Any([pattern, pattern + "/*"]), ")"];
    }

    private static IEnumerable<string> Any(string[] patterns) =>
        patterns.SelectMany(pattern => (string[])["-o", "-lname", pattern]).Skip(1);

    private static string Escape(Regex special, string text) => special.Replace(text, @"\$&");

    [GeneratedRegex(@"[\[\]\\*?]")]
    private static partial Regex SpecialInWildcards();

    [GeneratedRegex(@"[\[\]\\.*^$/]")]
    private static partial Regex SpecialInPattern();

    [GeneratedRegex(@"[\\&/]")]
    private static partial Regex SpecialInReplacement();
}
