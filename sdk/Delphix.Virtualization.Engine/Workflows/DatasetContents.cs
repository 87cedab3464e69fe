using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>
/// Mounts, subvolumes and swap files that users made in a dataset. The job fails and names them where a snapshot would silently lack data,
/// or where the storage could not be destroyed.
/// </summary>
internal sealed class DatasetContents(IStoragePool pool, DatasetObject dataset)
{
    private string Volume => pool.VolumePath(dataset.Volume);

    // Where its users see it, and where it lies.
    private IEnumerable<string> Places => dataset.Mounts.Select(mount => mount.Path).Append(Volume);

    private string? Mount
    {
        get
        {
            var table = MountTable.Read();
            return Places.SelectMany(table.AtOrBelow).Select(entry => entry.MountPoint).FirstOrDefault(path => !Places.Contains(path));
        }
    }

    // Where something is mounted over the whole dataset, so that its users see that instead.
    private string? Cover
    {
        get
        {
            var table = MountTable.Read();
            return dataset.Mounts.Select(mount => mount.Path).FirstOrDefault(path => table.AllAt(path).Skip(1).Any());
        }
    }

    private string? SwapFile =>
        SwapFiles.Read().FirstOrDefault(path => Places.Any(place => path.StartsWith(place + "/", StringComparison.Ordinal)));

    private string SnapshotProblem => $"A snapshot of '{dataset.Name}' cannot be taken";

    /// <summary>Checks that a snapshot holds all that the dataset's users see.</summary>
    /// <exception cref="UserException">It would not.</exception>
    internal async Task RequireSnapshotAsync(CancellationToken cancellationToken)
    {
        RequireSeen();
        RequireNoSwapFile(SnapshotProblem);
        if (await pool.SubvolumesAsync(dataset.Volume, cancellationToken) is [.., var subvolume])
            throw NotInSnapshot(subvolume);
    }

    /// <summary>Takes a snapshot, unless it does not hold all that the dataset's users see.</summary>
    /// <exception cref="UserException">It does not, and is to be destroyed.</exception>
    internal async Task SnapshotAsync(string snapshot, CancellationToken cancellationToken)
    {
        try
        {
            RequireSeen();
            await pool.SnapshotAsync(dataset.Volume, snapshot, cancellationToken);
            // Somebody may have mounted or unmounted something meanwhile.
            RequireSeen();
        }
        catch (NestedSubvolumeException e)
        {
            throw NotInSnapshot(e.Path);
        }
    }

    /// <summary>Checks that the dataset is mounted where it was mounted last, so that its users work in its storage.</summary>
    /// <param name="problem">What cannot be done otherwise.</param>
    /// <exception cref="UserException">It is not.</exception>
    internal void RequireMounted(string problem)
    {
        if (dataset.Mounts.FirstOrDefault(mount => !StorageMounter.IsMounted(Volume, mount)) is not { } missing)
            return;
        throw new UserException(
            $"{problem}: its storage is not mounted at {ShellWord.InText(missing.Path)}.",
            $"Move what was written there since to another place. Then mount the storage again: {MountAgain(dataset)}",
            "");
    }

    /// <summary>The commands that mount a dataset's storage again.</summary>
    internal static string MountAgain(DatasetObject dataset)
    {
        var command = dataset is VirtualSourceObject ? "vdb" : "dsource";
        var name = ShellWord.Of(dataset.Name);
        return $"dvp {command} disable {name}, then dvp {command} enable {name}";
    }

    /// <summary>Checks that nothing in the dataset keeps it from being unmounted.</summary>
    /// <exception cref="UserException">Something does.</exception>
    internal void RequireUnmount(string path)
    {
        var problem = $"Cannot unmount {path}";
        RequireNoMount(problem);
        RequireNoSwapFile(problem);
    }

    /// <summary>Checks that the dataset's storage can be destroyed. Subvolumes in it go with it.</summary>
    /// <exception cref="UserException">It cannot.</exception>
    internal async Task RequireDestroyAsync(CancellationToken cancellationToken)
    {
        var problem = $"The storage of '{dataset.Name}' cannot be destroyed";
        RequireNoMount(problem);
        RequireNoSwapFile(problem);
        if (await pool.ProtectedAsync(dataset.Volume, cancellationToken) is { } file)
        {
            var path = Shown(file);
            throw new UserException(
                $"{problem}: {ShellWord.InText(path)} is immutable or append-only.",
                $"Allow it first: chattr -i -a {ShellWord.Of(path)}",
                "");
        }
    }

    private void RequireNoMount(string problem)
    {
        if (Mount is { } mount)
        {
            throw new UserException(
                $"{problem}: something is mounted in it, at {ShellWord.InText(mount)}.",
                $"Unmount that first: umount {ShellWord.Of(mount)}",
                "");
        }
    }

    private void RequireNoSwapFile(string problem)
    {
        if (SwapFile is { } file)
        {
            throw new UserException(
                $"{problem}: the machine swaps to {ShellWord.InText(file)}.", $"Turn that off first: swapoff {ShellWord.Of(file)}", "");
        }
    }

    // Whether its users see the dataset, and nothing but the dataset.
    private void RequireSeen()
    {
        if ((Mount ?? Cover) is { } mount)
        {
            throw new UserException(
                $"{SnapshotProblem}: it would not hold what is mounted at {ShellWord.InText(mount)}.",
                $"Unmount that first: umount {ShellWord.Of(mount)}. Then copy what the snapshot is to hold into the dataset.",
                "");
        }

        RequireMounted(SnapshotProblem);
    }

    private UserException NotInSnapshot(string subvolume)
    {
        var path = Shown(Path.Combine(Volume, subvolume));
        return new UserException(
            $"{SnapshotProblem}: it would not hold what is in the subvolume {ShellWord.InText(path)}.",
            $"Copy what the subvolume holds into a directory, then delete it: btrfs subvolume delete {ShellWord.Of(path)}",
            "");
    }

    // Where its users know it from, as long as it is mounted.
    private string Shown(string path)
    {
        var mount = dataset.Mounts.FirstOrDefault(mount => mount.SharedPath is null);
        return mount is null || !Directory.Exists(mount.Path) ? path : mount.Path + path[Volume.Length..];
    }
}
