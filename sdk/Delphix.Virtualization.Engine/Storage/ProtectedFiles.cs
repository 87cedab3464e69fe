using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>Finds files that nobody may delete: immutable ones (<c>chattr +i</c>) and append-only ones (<c>chattr +a</c>).</summary>
internal static class ProtectedFiles
{
    // Ends at the first one; a file system without attributes has none.
    private const string Script = "lsattr \"$@\" 2>/dev/null | grep --max-count=1 --extended-regexp '^[-A-Za-z]*[ia][-A-Za-z]* '";

    /// <summary>One of some items that is protected; null for none.</summary>
    internal static Task<string?> FirstOfAsync(IEnumerable<string> paths, CancellationToken cancellationToken) =>
        FindAsync(["-d", "--", .. paths], cancellationToken);

    /// <summary>An item in a folder that is protected; null for none.</summary>
    internal static async Task<string?> FirstInAsync(string folder, CancellationToken cancellationToken) =>
        await FirstOfAsync([folder], cancellationToken) ?? await FindAsync(["-R", "-a", "--", folder], cancellationToken);

    private static async Task<string?> FindAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var found = await Tool.TryRunAsync("bash", ["-c", Script, "bash", .. arguments], cancellationToken);
        var line = found.Text.TrimEnd('\n');
        return line.Length == 0 ? null : line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].TrimStart();
    }
}
