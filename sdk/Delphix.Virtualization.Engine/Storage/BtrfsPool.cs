using Delphix.Virtualization.Engine.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>Volumes are btrfs subvolumes, snapshots are read-only ones: both take milliseconds and share their data.</summary>
internal sealed class BtrfsPool : DirectoryPool
{
    private readonly LoopbackImage? _image;

    private BtrfsPool(string root, LoopbackImage? image)
        : base(root) => _image = image;

    public override string Driver => "btrfs";

    /// <summary>Opens the pool on a btrfs that the engine directory is on.</summary>
    internal static BtrfsPool OpenOnFileSystem(string folder)
    {
        var pool = new BtrfsPool(folder, null);
        pool.MakeFolders();
        return pool;
    }

    /// <summary>Opens the pool on a btrfs of its own, in an image file that grows as it fills.</summary>
    internal static async Task<BtrfsPool> OpenOnImageAsync(LoopbackImage image, CancellationToken cancellationToken)
    {
        await image.MountAsync(cancellationToken).ConfigureAwait(false);
        var pool = new BtrfsPool(image.MountPoint, image);
        pool.MakeFolders();
        return pool;
    }

    public override Task CreateAsync(string volume, CancellationToken cancellationToken) =>
        SubvolumeAsync(["create", VolumePath(volume)], cancellationToken);

    public override Task SnapshotAsync(string volume, string snapshot, CancellationToken cancellationToken) =>
        SubvolumeAsync(["snapshot", "-r", VolumePath(volume), SnapshotPath(snapshot)], cancellationToken);

    public override Task CloneAsync(string snapshot, string volume, CancellationToken cancellationToken) =>
        SubvolumeAsync(["snapshot", SnapshotPath(snapshot), VolumePath(volume)], cancellationToken);

    public override async Task<long> UsedBytesAsync(CancellationToken cancellationToken)
    {
        // What was just written or deleted counts only once it has reached the disk.
        await Tool.RunAsync("btrfs", ["filesystem", "sync", Root], cancellationToken).ConfigureAwait(false);
        var drive = new DriveInfo(Root);
        return drive.TotalSize - drive.TotalFreeSpace;
    }

    public override async Task CloseIfEmptyAsync(CancellationToken cancellationToken)
    {
        if (_image is not null && IsEmpty)
            await _image.RemoveAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task DestroyAsync(string path, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            await SubvolumeAsync(["delete", path], cancellationToken).ConfigureAwait(false);
    }

    private static Task<string> SubvolumeAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        Tool.RunAsync("btrfs", ["subvolume", .. arguments], cancellationToken);
}
