using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// A btrfs file system in a sparse file, for machines whose own file system cannot share data between copies. It promises as much space as
/// the disk had free when it was made, and takes only what it holds.
/// </summary>
internal sealed class LoopbackImage(EngineDirectory directory)
{
    private const long SmallestSize = 512L << 20;

    private string ImageFile => Path.Combine(directory.Pool, "pool.img");

    internal string MountPoint { get; } = Path.Combine(directory.Pool, "mnt");

    /// <summary>Whether anything was ever stored in it.</summary>
    internal bool Exists => File.Exists(ImageFile);

    /// <summary>Does something while the file system is mounted and nobody can remove it. It is made first if there is none.</summary>
    internal async Task UseAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        using var exclusive = await LockAsync(cancellationToken);
        await MountAsync(cancellationToken);
        await action();
    }

    /// <summary>Unmounts the file system and removes the image, if there is one and it is empty.</summary>
    internal async Task RemoveIfAsync(Func<bool> isEmpty, CancellationToken cancellationToken)
    {
        using var exclusive = await LockAsync(cancellationToken);
        if (!Exists)
            return;
        // Only what is mounted can be seen to be empty.
        await MountAsync(cancellationToken);
        if (!isEmpty())
            return;
        await Tool.RunAsync("umount", ["--", MountPoint], cancellationToken);
        Directory.Delete(MountPoint);
        File.Delete(ImageFile);
    }

    private async Task MountAsync(CancellationToken cancellationToken)
    {
        // Not looked up in the mount table, where the path may be another when symlinks lead to the engine directory.
        if ((await Tool.TryRunAsync("mountpoint", ["--quiet", "--", MountPoint], cancellationToken)).ExitCode == 0)
            return;
        PrivateFolder.Make(MountPoint);
        if (!Exists)
            await FormatAsync(cancellationToken);
        await Tool.RunAsync("mount", ["-t", "btrfs", "-o", "loop,noatime,nosuid,nodev,discard=async", "--", ImageFile, MountPoint], cancellationToken);
    }

    private Task<FileLock> LockAsync(CancellationToken cancellationToken) => FileLock.AcquireAsync(directory.Lock("pool-image"), null, cancellationToken);

    // Made under another name, so that a run that was killed leaves no image that was never formatted.
    private async Task FormatAsync(CancellationToken cancellationToken)
    {
        var unfinished = ImageFile + ".new";
        File.Delete(unfinished);
        using (var file = PrivateFile.Create(unfinished))
            file.SetLength(Math.Max(SmallestSize, new DriveInfo(directory.Pool).AvailableFreeSpace));
        await Tool.RunAsync("mkfs.btrfs", ["--quiet", "--data", "single", "--metadata", "single", unfinished], cancellationToken);
        File.Move(unfinished, ImageFile);
    }
}
