using System.Text.RegularExpressions;
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
    internal const string RootInode = "256";

    /// <summary>Whether a folder is a subvolume, rather than a folder in one.</summary>
    internal static async Task<bool> IsSubvolumeAsync(string path, CancellationToken cancellationToken) =>
        (await Tool.RunAsync("stat", ["--format=%i", "--", path], cancellationToken)).Text.Trim() == RootInode;

    /// <summary>The subvolumes in a subvolume, however deep; each comes before the one that it lies in.</summary>
    internal static async Task<IReadOnlyList<Nested>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var root = (await Tool.RunAsync("btrfs", ["inspect-internal", "rootid", path], cancellationToken)).Text.Trim();
        return Parse((await Tool.RunAsync("btrfs", ["subvolume", "list", path], cancellationToken)).Text, root);
    }

    /// <summary>Reads what <c>btrfs subvolume list</c> prints.</summary>
    /// <param name="list">The text.</param>
    /// <param name="root">The number of the subvolume to look into.</param>
    internal static IReadOnlyList<Nested> Parse(string list, string root)
    {
        var all = Line().Matches(list)
            .Select(match => (Id: match.Groups["id"].Value, Parent: match.Groups["parent"].Value, Path: match.Groups["path"].Value))
            .ToList();
        var own = all.FirstOrDefault(line => line.Id == root).Path;
        if (own is null)
            return [];
        var nested = new List<Nested>();
        Add(root);
        nested.Reverse();
        return nested;

        // By numbers: a path could be made to look like one in another subvolume.
        void Add(string parent)
        {
            foreach (var (id, _, path) in all.Where(line => line.Parent == parent))
            {
                nested.Add(new Nested(id, path.StartsWith(own + "/", StringComparison.Ordinal) ? path[(own.Length + 1)..] : path));
                Add(id);
            }
        }
    }

    /// <summary>Deletes a subvolume with all that lie in it, also where they are read-only or protected.</summary>
    internal static async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        var nested = await ReadAsync(path, cancellationToken);
        foreach (var folder in nested.Reverse().Select(subvolume => Path.Combine(path, subvolume.Path)).Prepend(path))
        {
            if (nested.Count > 0)
                await UnprotectAsync(folder, cancellationToken);
        }

        // By their numbers: names need not be text.
        foreach (var subvolume in nested)
            await Tool.RunAsync("btrfs", ["subvolume", "delete", "--subvolid", subvolume.Id, path], cancellationToken);
        if ((await Tool.TryRunAsync("btrfs", ["subvolume", "delete", path], cancellationToken)).ExitCode == 0)
            return;
        // A snapshot has the attributes that the folder had when it was taken.
        await UnprotectAsync(path, cancellationToken);
        await Tool.RunAsync("btrfs", ["subvolume", "delete", path], cancellationToken);
    }

    private static async Task UnprotectAsync(string path, CancellationToken cancellationToken)
    {
        await Tool.TryRunAsync("btrfs", ["property", "set", "-f", "-t", "subvol", path, "ro", "false"], cancellationToken);
        if (Tool.IsInstalled("chattr"))
            await Tool.TryRunAsync("chattr", ["-i", "-a", "--", path], cancellationToken);
    }

    [GeneratedRegex("^ID (?<id>[0-9]+) gen [0-9]+ top level (?<parent>[0-9]+) path (?<path>.*)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
