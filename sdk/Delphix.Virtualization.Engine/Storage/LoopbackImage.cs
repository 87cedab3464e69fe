using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// A btrfs file system in a sparse file, for machines whose own file system cannot share data between copies. It promises as much space as
/// the disk had free when it was made, and takes only what it holds.
/// </summary>
internal sealed class LoopbackImage(EngineDirectory directory) : IPoolPlace
{
    /// <summary>The image's name in the engine directory's <c>pool</c>.</summary>
    internal const string FileName = "pool.img";

    /// <summary>The name of the folder in the engine directory's <c>pool</c> where it is mounted.</summary>
    internal const string MountPoint = "mnt";

    private const long SmallestSize = 512L << 20;

    private readonly PoolIdentity _identity = new(directory);

    public string Root { get; } = Path.Combine(directory.Pool, MountPoint);

    private string ImageFile => Path.Combine(directory.Pool, FileName);

    public async Task UseAsync(bool make, Func<Task> action, CancellationToken cancellationToken)
    {
        using var exclusive = await _identity.LockAsync(cancellationToken);
        if (await OpenAsync(make, cancellationToken))
            await action();
    }

    public async Task RemoveIfAsync(Func<bool> isEmpty, CancellationToken cancellationToken)
    {
        using var exclusive = await _identity.LockAsync(cancellationToken);
        // Only a mounted pool can be known to be empty. An empty pool whose storage the catalog still names has lost data, and stays.
        if (!await OpenAsync(make: false, cancellationToken) || !isEmpty() || await _identity.IsNeededAsync(cancellationToken))
            return;
        _identity.Forget();
        await UnmountAsync(cancellationToken);
        Directory.Delete(Root);
        File.Delete(ImageFile);
    }

    private async Task<bool> OpenAsync(bool make, CancellationToken cancellationToken)
    {
        if (IsMounted)
        {
            if (!File.Exists(ImageFile))
            {
                throw new UserException(
                    $"The storage of this engine is about to be lost: {ImageFile} was deleted while it is mounted at {Root}.",
                    "Copy what its datasets hold to another place before you unmount it or restart the machine.",
                    "");
            }

            if (!IsImage())
            {
                throw new UserException(
                    $"The storage of this engine is about to be lost: another file than {ImageFile}, which was replaced since, is mounted "
                    + $"at {Root}.",
                    "Copy what its datasets hold to another place if you need it. To continue with the file that is there now, disable all "
                    + $"datasets, then unmount the other one: umount {Root}",
                    "");
            }

            await CheckAsync(cancellationToken);
            return true;
        }

        if (File.Exists(ImageFile))
        {
            await MountAsync(cancellationToken);
            try
            {
                await CheckAsync(cancellationToken);
            }
            catch
            {
                await UnmountAsync(CancellationToken.None);
                throw;
            }

            return true;
        }

        await _identity.RequireNoneAsync(ImageFile, cancellationToken);
        if (!make)
            return false;
        await FormatAsync(cancellationToken);
        await MountAsync(cancellationToken);
        await _identity.MarkAsync(Root, cancellationToken);
        return true;
    }

    private Task CheckAsync(CancellationToken cancellationToken) =>
        _identity.CheckAsync(Root, DirectoryPool.IsIn(Root), cancellationToken);

    // The mounts are compared by their numbers: in the mount table, the path may be another when symlinks lead to the engine directory.
    private bool IsMounted => FileFacts.TryRead(Root) is { } root && root.MountId != FileFacts.TryRead(directory.Pool)!.MountId;

    // What is written to a file that was replaced while it is mounted goes with its last mount.
    private bool IsImage()
    {
        const string LoopDevice = "/dev/loop";
        var device = MountTable.Read().WithId(FileFacts.TryRead(Root)!.MountId)?.Source ?? "";
        if (!device.StartsWith(LoopDevice, StringComparison.Ordinal))
            return true;
        var mounted = File.ReadAllText($"/sys/block/{Path.GetFileName(device)}/loop/backing_file").TrimEnd('\n');
        return FileFacts.TryRead(mounted) is { } file && file.IsSameAs(FileFacts.TryRead(ImageFile)!);
    }

    private async Task MountAsync(CancellationToken cancellationToken)
    {
        PrivateFolder.Make(Root);
        if (Directory.EnumerateFileSystemEntries(Root).Any())
        {
            throw new UserException(
                $"The storage of this engine cannot be mounted: {Root} holds files, which were put there while it was not mounted.",
                "Move them to another place, then try again.",
                "");
        }

        var mounted = await Tool.TryRunAsync(
            "mount", ["-t", "btrfs", "-o", "loop,noatime,nosuid,nodev,discard=async", "--", ImageFile, Root], cancellationToken);
        if (mounted.ExitCode != 0)
        {
            throw new UserException(
                $"The storage of this engine cannot be mounted: {ImageFile} is damaged or no btrfs, or the machine cannot mount it.",
                "The output says why. If the image is damaged, put it back from a backup.",
                mounted.Error.Trim());
        }
    }

    private async Task UnmountAsync(CancellationToken cancellationToken) =>
        await Tool.RunAsync("umount", ["--", Root], cancellationToken);

    // Made under another name, so that a run that was killed leaves no image that was never formatted.
    private async Task FormatAsync(CancellationToken cancellationToken)
    {
        PrivateFolder.Make(directory.Pool);
        var unfinished = ImageFile + ".new";
        File.Delete(unfinished);
        using (var file = PrivateFile.Create(unfinished))
            file.SetLength(Math.Max(SmallestSize, new DriveInfo(directory.Pool).AvailableFreeSpace));
        await Tool.RunAsync("mkfs.btrfs", ["--quiet", "--data", "single", "--metadata", "single", unfinished], cancellationToken);
        File.Move(unfinished, ImageFile);
    }
}
