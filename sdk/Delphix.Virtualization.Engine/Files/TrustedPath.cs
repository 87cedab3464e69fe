using System.Globalization;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Files;

/// <summary>
/// Whether other users can change where a path leads. The rule is that of sshd's StrictModes: every folder on the way belongs to this user
/// or to root, and nobody else can write to it. A sticky folder of root, such as <c>/tmp</c>, is allowed: in it, users can only replace
/// what is theirs.
/// </summary>
internal static class TrustedPath
{
    private const int MostSymlinks = 40;

    /// <summary>Finds out who else can change where a path leads. A path whose end is missing is checked as far as it is there.</summary>
    /// <param name="path">An absolute path. It may lead over symlinks: these are checked too.</param>
    /// <returns>What is wrong and what to do; null when nobody else can.</returns>
    internal static (string Fault, string Action)? FindFault(string path)
    {
        var names = new Stack<string>(NamesOf(path));
        var current = "/";
        var fault = FaultOf(current, FileFacts.TryRead(current)!);
        for (var symlinks = 0; fault is null && names.TryPop(out var name);)
        {
            var next = Path.GetFullPath(Path.Combine(current, name));
            if (FileFacts.TryRead(next) is not { } facts)
                return null;
            fault = FaultOf(next, facts);
            if (!facts.IsSymlink)
            {
                current = next;
                continue;
            }

            if (++symlinks > MostSymlinks)
                return ($"the symlinks at {next} lead in a circle", "choose a path without them.");
            var target = new FileInfo(next).LinkTarget!;
            current = Path.IsPathRooted(target) ? "/" : current;
            foreach (var part in NamesOf(target))
                names.Push(part);
        }

        return fault;
    }

    /// <summary>How messages name a user.</summary>
    internal static string NameOf(uint user) =>
        user == 0 ? "root" : string.Create(CultureInfo.InvariantCulture, $"the user with the id {user}");

    private static (string Fault, string Action)? FaultOf(string path, FileFacts facts)
    {
        if (facts.IsAnothers)
        {
            return (
                $"{path} belongs to {NameOf(facts.Owner)}, who can put something else in its place",
                "choose one whose parent directories belong to you or to root.");
        }

        return facts.IsOpen
            ? ($"other users can write to {path}, and so put something else in the place of what is in it",
                $"take that from them: chmod go-w {path}")
            : null;
    }

    // The last name first, as they are taken from a stack.
    private static IEnumerable<string> NamesOf(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse().Where(name => name != ".");
}
