using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>Volumes are btrfs subvolumes, snapshots are read-only ones: both take milliseconds and share their data.</summary>
internal sealed class BtrfsPool : DirectoryPool
{
    private readonly LoopbackImage? _image;

    private BtrfsPool(string root, LoopbackImage? image)
        : base(root) => _image = image;

    public override string Driver => "btrfs";

    /// <summary>Opens the pool on a btrfs that the engine directory is on.</summary>
    internal static BtrfsPool OpenOnFileSystem(string folder) => new(folder, null);

    /// <summary>Opens the pool on a btrfs of its own, in an image file that grows as it fills. It is made when something is first stored.</summary>
    internal static async Task<BtrfsPool> OpenOnImageAsync(LoopbackImage image, CancellationToken cancellationToken)
    {
        if (image.Exists)
            await image.UseAsync(() => Task.CompletedTask, cancellationToken);
        return new BtrfsPool(image.MountPoint, image);
    }

    public override Task CreateAsync(string volume, CancellationToken cancellationToken) =>
        SubvolumeAsync(["create", VolumePath(volume)], cancellationToken);

    public override Task SnapshotAsync(string volume, string snapshot, CancellationToken cancellationToken) =>
        SubvolumeAsync(["snapshot", "-r", VolumePath(volume), SnapshotPath(snapshot)], cancellationToken);

    public override Task CloneAsync(string snapshot, string volume, CancellationToken cancellationToken) =>
        SubvolumeAsync(["snapshot", SnapshotPath(snapshot), VolumePath(volume)], cancellationToken);

    public override async Task<long> UsedBytesAsync(CancellationToken cancellationToken)
    {
        if (_image is { Exists: false })
            return 0;
        // What was just written or deleted counts only once it has reached the disk.
        await Tool.RunAsync("btrfs", ["filesystem", "sync", Root], cancellationToken);
        var drive = new DriveInfo(Root);
        return drive.TotalSize - drive.TotalFreeSpace;
    }

    public override async Task CloseIfEmptyAsync(CancellationToken cancellationToken)
    {
        if (_image is not null)
            await _image.RemoveIfAsync(() => IsEmpty, cancellationToken);
    }

    protected override async Task DestroyAsync(string path, CancellationToken cancellationToken)
    {
        if (_image is not { Exists: false })
            await UseAsync(() => Directory.Exists(path) ? RunAsync(["delete", path], cancellationToken) : Task.CompletedTask, cancellationToken);
    }

    private Task SubvolumeAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        UseAsync(() => RunAsync(arguments, cancellationToken), cancellationToken);

    private async Task UseAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        if (_image is null)
            await UseFoldersAsync();
        else
            await _image.UseAsync(UseFoldersAsync, cancellationToken);

        Task UseFoldersAsync()
        {
            MakeFolders();
            return action();
        }
    }

    private static Task<ToolResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        Tool.RunAsync("btrfs", ["subvolume", .. arguments], cancellationToken);
}
