using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>Finds files that nobody may delete: immutable ones (<c>chattr +i</c>) and append-only ones (<c>chattr +a</c>).</summary>
internal static class ProtectedFiles
{
    // A file system without attributes has no such files.
    private const string Each = """
        for item; do
            flags=$(lsattr -d -- "$item" 2>/dev/null)
            [[ ${flags%% *} != *[ia]* ]] || { printf '%s\0' "$item" && exit; }
        done
        """;

    // One lsattr for many names is much faster. But a name with a newline can look like a second line of output. Both scripts stop at the
    // first match.
    private const string Below = """
        items=(\( -type f -o -type d \))
        line=$(find "$1" -path $'*\n*' -prune -o "${items[@]}" -print0 | xargs -0 -r lsattr -d -- 2>/dev/null |
            grep --text --max-count=1 --extended-regexp '^[-A-Za-z]*[ia][-A-Za-z]* ')
        [[ -z $line ]] || { printf '%s\0' "${line#* }" && exit; }
        find "$1" -path $'*\n*' "${items[@]}" -exec bash -c "$2" bash {} +
        """;

    /// <summary>One of some items that is protected; null for none.</summary>
    internal static Task<string?> FirstOfAsync(IEnumerable<string> paths, CancellationToken cancellationToken) =>
        FindAsync([Each, "bash", .. paths], cancellationToken);

    /// <summary>An item in a folder that is protected, or the folder; null for none.</summary>
    internal static Task<string?> FirstInAsync(string folder, CancellationToken cancellationToken) =>
        FindAsync([Below, "bash", folder, Each], cancellationToken);

    private static async Task<string?> FindAsync(IEnumerable<string> script, CancellationToken cancellationToken)
    {
        var found = await Tool.TryRunAsync("bash", ["-c", .. script], cancellationToken);
        return found.Text.Split('\0')[0] is { Length: > 0 } path ? path : null;
    }
}
