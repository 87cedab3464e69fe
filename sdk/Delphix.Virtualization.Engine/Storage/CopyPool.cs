using System.Globalization;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>Volumes and snapshots are full copies, which share data only where the file system has reflinks. Works everywhere.</summary>
internal sealed class CopyPool(IPoolPlace place) : DirectoryPool(place)
{
    public override string Driver => "copy";

    // A copy includes the content of subvolumes, so none is left out.
    public override Task<IReadOnlyList<string>> SubvolumesAsync(string volume, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    public override Task<string?> ProtectedAsync(string volume, CancellationToken cancellationToken) =>
        ProtectedFiles.FirstInAsync(VolumePath(volume), cancellationToken);

    protected override Task CreateAtAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        return Task.CompletedTask;
    }

    // Its users may put a symlink in the place of a folder that cp is in: what it leads to would get into the snapshot.
    protected override async Task SnapshotToAsync(string volume, string snapshot, CancellationToken cancellationToken)
    {
        using var folder = HeldFolder.Open(volume);
        using var mount = Environment.IsPrivilegedProcess ? HeldMount.TryWithoutSymlinks(folder) : null;
        await CopyAsync(mount is null ? volume : mount.Link + "/.", snapshot, cancellationToken);
    }

    protected override Task CloneToAsync(string snapshot, string volume, CancellationToken cancellationToken) =>
        CopyAsync(snapshot, volume, cancellationToken);

    protected override async Task<long> MeasureAsync(CancellationToken cancellationToken)
    {
        var output = await Tool.RunAsync("du", ["--summarize", "--block-size=1", "--", Root], cancellationToken);
        return long.Parse(output.Text.Split('\t')[0], CultureInfo.InvariantCulture);
    }

    protected override async Task DestroyAtAsync(string path, CancellationToken cancellationToken)
    {
        foreach (var folder in (string[])[path, Unfinished(path)])
        {
            if (!Directory.Exists(folder))
                continue;
            await RemoveSubvolumesAsync(folder, cancellationToken);
            await FolderRemoval.RunAsync(folder, cancellationToken);
        }
    }

    // To rm, what a user made on a btrfs with `btrfs subvolume create` is another file system, which it leaves alone. Users whose programs
    // still have the dataset open may put a symlink in the place of a folder above it. So rm gets its name, in a folder that find holds.
    private static async Task RemoveSubvolumesAsync(string folder, CancellationToken cancellationToken)
    {
        if (new DriveInfo(folder).DriveFormat != "btrfs" || MountTable.Read().AtOrBelow(folder).Any())
            return;
        string[] remove = ["-prune", "-execdir", "rm", "--recursive", "--force", "--", "{}", ";"];
        await Tool.RunAsync(
            "find", [folder, "-xdev", "-mindepth", "1", "-type", "d", "-inum", $"{SubvolumeTree.RootInode}", .. remove], cancellationToken);
    }

    // Copied under another name, so that a copy that was cut short never looks like a whole one.
    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        await Tool.RunAsync("cp", ["--archive", "--reflink=auto", "--no-target-directory", "--", from, Unfinished(to)], cancellationToken);
        // Flushed before it gets its name, as the catalog will name it and is flushed too.
        await Tool.RunAsync("sync", ["--file-system", "--", Unfinished(to)], cancellationToken);
        Directory.Move(Unfinished(to), to);
    }

    private static string Unfinished(string path) => path + ".unfinished";
}
