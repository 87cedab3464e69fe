using System.Text;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>The btrfs subvolumes in a subvolume, which a snapshot does not take along and which must be deleted before it.</summary>
internal static class SubvolumeTree
{
    /// <summary>A subvolume in another one.</summary>
    /// <param name="Names">The names on the way there, of which each is any bytes.</param>
    internal sealed record Nested(IReadOnlyList<byte[]> Names)
    {
        /// <summary>Its path below the other one, for people.</summary>
        internal string Path => string.Join('/', Names.Select(Encoding.UTF8.GetString));
    }

    /// <summary>The inode number that the root of every subvolume has, and hardly another folder.</summary>
    internal const long RootInode = 256;

    /// <summary>Whether a folder is a subvolume, rather than a folder in one.</summary>
    internal static bool IsSubvolume(string path) => FileFacts.TryRead(path) is { IsFolder: true, Inode: RootInode };

    /// <summary>The subvolumes in a subvolume, however deep; each comes before the one that it lies in.</summary>
    internal static IReadOnlyList<Nested> Read(string path)
    {
        using var folder = HeldFolder.Open(path);
        using var btrfs = BtrfsCalls.Open(folder);
        var children = btrfs.List().ToLookup(entry => entry.Parent);
        var nested = new List<Nested>();
        var left = new Stack<(ulong Id, IReadOnlyList<byte[]> Names)>([(btrfs.ReadId(), [])]);
        while (left.TryPop(out var parent))
        {
            foreach (var child in children[parent.Id])
            {
                // Deleted meanwhile.
                if (btrfs.TryFindWay(parent.Id, child.Folder) is not { } way)
                    continue;
                IReadOnlyList<byte[]> names = [.. parent.Names, .. way, child.Name];
                nested.Add(new Nested(names));
                left.Push((child.Id, names));
            }
        }

        return [.. nested.OrderByDescending(subvolume => subvolume.Names.Count)];
    }

    /// <summary>Ends what changes are under way, and says the number of the last of them.</summary>
    internal static ulong Commit(string path)
    {
        using var folder = HeldFolder.Open(path);
        using var btrfs = BtrfsCalls.Open(folder);
        return btrfs.Commit();
    }

    /// <summary>
    /// The subvolumes that came into a subvolume since a change. In a snapshot, these are empty folders: what was in them is not there.
    /// </summary>
    internal static IReadOnlyList<Nested> ReadSince(string path, ulong change)
    {
        using var folder = HeldFolder.Open(path);
        using var btrfs = BtrfsCalls.Open(folder);
        var id = btrfs.ReadId();
        return
        [
            .. btrfs.ListNamesSince(id, change).ToList()
                .Select(found => new Nested([.. btrfs.TryFindWay(id, found.Folder) ?? [], found.Name])),
        ];
    }

    /// <summary>Deletes a subvolume with all that lie in it, also where they are read-only or protected.</summary>
    internal static async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        var nested = Read(path);
        if (nested.Count > 0)
            await UnprotectAsync(path, [], cancellationToken);
        foreach (var subvolume in nested.Reverse())
            await UnprotectAsync(path, subvolume.Names, cancellationToken);

        foreach (var subvolume in nested)
            Delete(path, subvolume.Names);
        if ((await Tool.TryRunAsync("btrfs", ["subvolume", "delete", path], cancellationToken)).ExitCode == 0)
            return;
        // A snapshot has the attributes that the folder had when it was taken.
        await UnprotectAsync(path, [], cancellationToken);
        await Tool.RunAsync("btrfs", ["subvolume", "delete", path], cancellationToken);
    }

    /// <summary>Lets a subvolume be changed and deleted. One that is not there is no error.</summary>
    /// <param name="path">The subvolume that it lies in.</param>
    /// <param name="names">
    /// The names on the way there. Users whose programs still have the dataset open may put a symlink in the place of a folder on the way:
    /// it leads nowhere.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task UnprotectAsync(string path, IReadOnlyList<byte[]> names, CancellationToken cancellationToken)
    {
        using var folder = TryHold(path, names);
        if (folder is null)
            return;
        // The dot, as the link itself is a symlink.
        var held = folder.Link + "/.";
        await Tool.TryRunAsync("btrfs", ["property", "set", "-f", "-t", "subvol", held, "ro", "false"], cancellationToken);
        if (Tool.IsInstalled("chattr"))
            await Tool.TryRunAsync("chattr", ["-i", "-a", "--", held], cancellationToken);
    }

    private static void Delete(string path, IReadOnlyList<byte[]> names)
    {
        using var folder = TryHold(path, [.. names.SkipLast(1)]);
        if (folder is null)
            return;
        using var btrfs = BtrfsCalls.Open(folder);
        btrfs.Delete(names[^1]);
    }

    private static HeldFolder? TryHold(string path, IReadOnlyList<byte[]> names)
    {
        var folder = HeldFolder.Open(path);
        foreach (var name in names)
        {
            using var parent = folder;
            if (parent.TryOpen(name) is not { } next)
                return null;
            folder = next;
        }

        return folder;
    }
}
