using System.Text.RegularExpressions;

namespace DirectoryPlugin;

/// <summary>
/// The list of directories that a host's owner offers for linking.
/// A line is <c>path</c> or <c>name=path</c>; blank lines and lines that begin with # do not count.
/// </summary>
internal sealed partial class DirectoryList
{
    // What .NET puts in the place of bytes that are no character.
    private const char NoCharacter = '\uFFFD';

    /// <summary>Sorts the lines.</summary>
    /// <param name="lines">Each line, and what discover-source-configs.sh found at its path.</param>
    /// <param name="user">Who looked.</param>
    internal DirectoryList(IEnumerable<(string Line, string Found)> lines, string user)
    {
        var paths = new HashSet<string>();
        foreach (var (line, found) in lines.Where(it => !Uncounted().IsMatch(it.Line)))
        {
            var parts = Parts().Match(line);
            var path = parts.Success ? Normalize(parts.Groups["path"].Value) : "";
            var reason = found switch
            {
                _ when line.Contains(NoCharacter) => "the line is not valid UTF-8",
                _ when !parts.Success => "the path is not absolute",
                "missing" => "the directory does not exist",
                "file" => "it is not a directory",
                "unreadable" => $"the directory cannot be read by {user}",
                _ when !paths.Add(path) => "the directory is listed twice",
                _ => null,
            };
            if (reason is null)
                Directories.Add(new SourceConfigDefinition { Name = Name(parts, path), Path = path });
            else
                Skipped.Add((line, reason));
        }
    }

    /// <summary>The directories that may be linked, in the list's order.</summary>
    internal List<SourceConfigDefinition> Directories { get; } = [];

    /// <summary>The lines that offer nothing, and why.</summary>
    internal List<(string Line, string Reason)> Skipped { get; } = [];

    /// <summary>A path in the form that all source configs have. Symlinks stay: what one leads to may change.</summary>
    internal static string Normalize(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    // Without a name in the line, it is that of the directory; the root has none but its path.
    private static string Name(Match parts, string path)
    {
        string[] names = [parts.Groups["name"].Value, Path.GetFileName(path), path];
        return names.First(name => name.Length > 0);
    }

    [GeneratedRegex(@"^[ \t\v\f\r]*(#|$)")]
    private static partial Regex Uncounted();

    // A name cannot hold a slash before its "=", so a path may hold a "=".
    [GeneratedRegex("^((?<name>[^/=]+)=)?(?<path>/.*)")]
    private static partial Regex Parts();
}
