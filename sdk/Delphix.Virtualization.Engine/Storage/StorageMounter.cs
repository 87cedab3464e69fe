using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// Mounts volumes where plugins want them, by bind mounts, or by symlinks where the engine may not mount. Never hides data that is there.
/// </summary>
internal sealed class StorageMounter
{
    private static readonly string[] SystemFolders =
        ["/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/libx32", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv", "/sys", "/tmp", "/usr", "/var"];

    private static readonly string[] SystemTrees = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/sbin", "/sys", "/usr"];

    /// <summary>Checks that a path may become a mount point.</summary>
    /// <returns>The path in normal form.</returns>
    /// <exception cref="UserException">It may not; nothing was changed.</exception>
    internal static string Check(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (SystemFolders.Contains(full) || SystemTrees.Any(tree => full.StartsWith(tree + "/", StringComparison.Ordinal)))
            throw Refused(path, "it belongs to the operating system");
        if (MountTable.Read().At(full) is not null)
            throw Refused(path, "something is mounted there already");
        // A symlink on the way would put the mount elsewhere than the path says.
        for (var part = full; part.Length > 1; part = Path.GetDirectoryName(part)!)
        {
            if (new FileInfo(part).LinkTarget is not null)
                throw Refused(path, $"{part} is a symlink");
        }

        if (File.Exists(full))
            throw Refused(path, "it is a file");
        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
            throw Refused(path, "the directory is not empty, and mounting would hide what it holds");
        return full;
    }

    /// <summary>Mounts a folder of the pool at a checked path.</summary>
    internal static async Task MountAsync(string source, MountedPath mount, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(mount.Path);
            await Tool.RunAsync("mount", ["--bind", "--", source, mount.Path], cancellationToken).ConfigureAwait(false);
            return;
        }

        if (Directory.Exists(mount.Path))
            Directory.Delete(mount.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(mount.Path)!);
        File.CreateSymbolicLink(mount.Path, source);
    }

    /// <summary>Whether a folder of the pool is what is mounted at a path.</summary>
    internal static bool IsMounted(string source, MountedPath mount)
    {
        if (!Environment.IsPrivilegedProcess)
            return new FileInfo(mount.Path).LinkTarget == source;
        // The table names the folder as its own file system sees it; a volume's name is unique, so the end of the path tells.
        var volume = source[source.LastIndexOf("/volumes/", StringComparison.Ordinal)..];
        return MountTable.Read().At(mount.Path) is { } entry && entry.Root.EndsWith(volume, StringComparison.Ordinal);
    }

    /// <summary>Undoes <see cref="MountAsync"/>. What is not mounted, or is not ours, is left alone.</summary>
    /// <exception cref="UserException">A process uses the mount.</exception>
    internal static async Task UnmountAsync(string source, MountedPath mount, CancellationToken cancellationToken)
    {
        if (IsMounted(source, mount))
        {
            if (Environment.IsPrivilegedProcess)
                await UnmountAsync(mount.Path, cancellationToken).ConfigureAwait(false);
            else
                File.Delete(mount.Path);
        }

        if (Environment.IsPrivilegedProcess && mount.MadeFolder && MountTable.Read().At(mount.Path) is null
            && Directory.Exists(mount.Path) && !Directory.EnumerateFileSystemEntries(mount.Path).Any())
            Directory.Delete(mount.Path);
        if (!Environment.IsPrivilegedProcess && !mount.MadeFolder && !Path.Exists(mount.Path))
            Directory.CreateDirectory(mount.Path);
    }

    private static async Task UnmountAsync(string path, CancellationToken cancellationToken)
    {
        var result = await Tool.TryRunAsync("umount", ["--", path], cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new UserException(
                $"Cannot unmount {path}.",
                $"Stop the programs that use files below {path} (fuser -vm {path} lists them), then try again.",
                result.Stderr.Trim());
        }
    }

    private static UserException Refused(string path, string reason) =>
        new($"Cannot mount at {path}: {reason}.", "Choose a directory that is empty, or one that does not exist yet, for the mount location.", "");
}
