using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>Volumes are btrfs subvolumes, snapshots are read-only ones: both take milliseconds and share their data.</summary>
internal sealed class BtrfsPool : DirectoryPool
{
    private BtrfsPool(IPoolPlace place)
        : base(place)
    {
    }

    public override string Driver => "btrfs";

    /// <summary>Opens the pool on a btrfs that the engine directory is on.</summary>
    internal static BtrfsPool OpenOnFileSystem(PoolFolder folder) => new(folder);

    /// <summary>
    /// Opens the pool on a btrfs of its own, in an image file that grows as it fills. It is made when something is first stored.
    /// </summary>
    internal static async Task<BtrfsPool> OpenOnImageAsync(LoopbackImage image, CancellationToken cancellationToken)
    {
        var pool = new BtrfsPool(image);
        try
        {
            await pool.RequireAsync(cancellationToken);
        }
        catch (UserException)
        {
            // Whatever needs the data finds it missing again, and says so; unmounting, for one, does not need it.
        }

        return pool;
    }

    public override Task<IReadOnlyList<string>> SubvolumesAsync(string volume, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. NestedIn(VolumePath(volume)).Select(nested => nested.Path)]);

    // A protected file is deleted with its subvolume. A protected subvolume, or folder with a subvolume in it, prevents the deletion.
    public override async Task<string?> ProtectedAsync(string volume, CancellationToken cancellationToken)
    {
        var path = VolumePath(volume);
        var nested = NestedIn(path).Select(nested => Path.Combine(path, nested.Path)).ToList();
        return await ProtectedFiles.FirstOfAsync(
            [path, .. nested, .. nested.Select(folder => Path.GetDirectoryName(folder)!)], cancellationToken);
    }

    protected override Task CreateAtAsync(string path, CancellationToken cancellationToken) =>
        RunAsync(["create", path], cancellationToken);

    protected override async Task SnapshotToAsync(string volume, string snapshot, CancellationToken cancellationToken)
    {
        // Checking before and after is not enough: users can make and delete a subvolume in between. Such a one shows in the snapshot.
        var before = SubvolumeTree.Commit(volume);
        RequireNone(NestedIn(volume));
        await RunAsync(["snapshot", "-r", volume, snapshot], cancellationToken);
        RequireNone(SubvolumeTree.ReadSince(snapshot, before));
    }

    protected override Task CloneToAsync(string snapshot, string volume, CancellationToken cancellationToken) =>
        RunAsync(["snapshot", snapshot, volume], cancellationToken);

    protected override async Task DestroyAtAsync(string path, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path))
            return;
        if (SubvolumeTree.IsSubvolume(path))
            await SubvolumeTree.DeleteAsync(path, cancellationToken);
        else
            await FolderRemoval.RunAsync(path, cancellationToken);
    }

    protected override async Task<long> MeasureAsync(CancellationToken cancellationToken)
    {
        // What was just written or deleted counts only once it has reached the disk.
        await Tool.RunAsync("btrfs", ["filesystem", "sync", Root], cancellationToken);
        var drive = new DriveInfo(Root);
        return drive.TotalSize - drive.TotalFreeSpace;
    }

    private static void RequireNone(IReadOnlyList<SubvolumeTree.Nested> nested)
    {
        if (nested is [.., var subvolume])
            throw new NestedSubvolumeException(subvolume.Path);
    }

    private static IReadOnlyList<SubvolumeTree.Nested> NestedIn(string path) =>
        SubvolumeTree.IsSubvolume(path) ? SubvolumeTree.Read(path) : [];

    private static Task<ToolResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        Tool.RunAsync("btrfs", ["subvolume", .. arguments], cancellationToken);
}
