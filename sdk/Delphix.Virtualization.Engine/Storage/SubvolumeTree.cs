using System.Text.RegularExpressions;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>The btrfs subvolumes in a subvolume, which a snapshot does not take along and which must be deleted before it.</summary>
internal static partial class SubvolumeTree
{
    /// <summary>A subvolume in another one.</summary>
    /// <param name="Id">Its number in its file system.</param>
    /// <param name="Path">Its path below the other one.</param>
    internal sealed record Nested(string Id, string Path);

    /// <summary>The inode number that the root of every subvolume has, and hardly another folder.</summary>
    internal const long RootInode = 256;

    /// <summary>Whether a folder is a subvolume, rather than a folder in one.</summary>
    internal static bool IsSubvolume(string path) => FileFacts.TryRead(path) is { IsFolder: true, Inode: RootInode };

    /// <summary>The subvolumes in a subvolume, however deep; each comes before the one that it lies in.</summary>
    internal static async Task<IReadOnlyList<Nested>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var root = (await Tool.RunAsync("btrfs", ["inspect-internal", "rootid", path], cancellationToken)).Text.Trim();
        var listed = Parse((await Tool.RunAsync("btrfs", ["subvolume", "list", path], cancellationToken)).Text, root);
        if (listed.Count == 0)
            return [];
        var own = await FindAsync(root, path, cancellationToken) + "/";
        var nested = new List<Nested>();
        foreach (var id in listed)
        {
            // What is not there, or lies elsewhere, is only named by somebody's file name.
            if (await FindAsync(id, path, cancellationToken) is { } found && found.StartsWith(own, StringComparison.Ordinal))
                nested.Add(new Nested(id, found[own.Length..]));
        }

        return [.. nested.OrderByDescending(subvolume => subvolume.Path.Length)];
    }

    /// <summary>
    /// Reads what <c>btrfs subvolume list</c> prints. A name may hold newlines, and behind them what looks like a line. So all that lie in
    /// the subvolume are among the result, but perhaps others too.
    /// </summary>
    /// <param name="list">The text.</param>
    /// <param name="root">The number of the subvolume to look into.</param>
    /// <returns>The numbers of subvolumes.</returns>
    internal static IReadOnlyCollection<string> Parse(string list, string root)
    {
        var children = Line().Matches(list).ToLookup(match => match.Groups["parent"].Value, match => match.Groups["id"].Value);
        var found = new HashSet<string> { root };
        var left = new Stack<string>([root]);
        while (left.TryPop(out var parent))
        {
            foreach (var child in children[parent].Where(found.Add))
                left.Push(child);
        }

        found.Remove(root);
        return found;
    }

    /// <summary>Deletes a subvolume with all that lie in it, also where they are read-only or protected.</summary>
    internal static async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        var nested = await ReadAsync(path, cancellationToken);
        if (nested.Count > 0)
            await UnprotectAsync(path, "", cancellationToken);
        foreach (var subvolume in nested.Reverse())
            await UnprotectAsync(path, subvolume.Path, cancellationToken);

        // By their numbers: names need not be text.
        foreach (var subvolume in nested)
            await Tool.RunAsync("btrfs", ["subvolume", "delete", "--subvolid", subvolume.Id, path], cancellationToken);
        if ((await Tool.TryRunAsync("btrfs", ["subvolume", "delete", path], cancellationToken)).ExitCode == 0)
            return;
        // A snapshot has the attributes that the folder had when it was taken.
        await UnprotectAsync(path, "", cancellationToken);
        await Tool.RunAsync("btrfs", ["subvolume", "delete", path], cancellationToken);
    }

    /// <summary>Lets a subvolume be changed and deleted. One that is not there is no error.</summary>
    /// <param name="path">The subvolume that it lies in.</param>
    /// <param name="name">
    /// Its path in that. Users whose programs still have the dataset open may put a symlink in the place of a folder on the way: it leads
    /// nowhere.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task UnprotectAsync(string path, string name, CancellationToken cancellationToken)
    {
        using var folder = TryHold(path, name);
        if (folder is null)
            return;
        // The dot, as the link itself is a symlink.
        var held = folder.Link + "/.";
        await Tool.TryRunAsync("btrfs", ["property", "set", "-f", "-t", "subvol", held, "ro", "false"], cancellationToken);
        if (Tool.IsInstalled("chattr"))
            await Tool.TryRunAsync("chattr", ["-i", "-a", "--", held], cancellationToken);
    }

    private static HeldFolder? TryHold(string path, string name)
    {
        var folder = HeldFolder.Open(path);
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parent = folder;
            if (parent.TryOpen(part) is not { } next)
                return null;
            folder = next;
        }

        return folder;
    }

    // Where a subvolume lies in its file system; null when there is none of that number.
    private static async Task<string?> FindAsync(string id, string path, CancellationToken cancellationToken)
    {
        var found = await Tool.TryRunAsync("btrfs", ["inspect-internal", "subvolid-resolve", id, path], cancellationToken);
        return found.ExitCode == 0 ? found.Text[..^1] : null;
    }

    [GeneratedRegex("^ID (?<id>[0-9]+) gen [0-9]+ top level (?<parent>[0-9]+) path ", RegexOptions.Multiline)]
    private static partial Regex Line();
}
