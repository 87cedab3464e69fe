using System.Text.RegularExpressions;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// Mounts volumes where plugins want them, by bind mounts, or by symlinks where the engine may not mount. Never hides data that is there.
/// </summary>
internal static partial class StorageMounter
{
    private const string MountAt = "mount at";

    private static readonly string[] SystemFolders =
        ["/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/libx32", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv", "/sys", "/tmp", "/usr", "/var"];

    private static readonly string[] SystemTrees = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/sbin", "/sys", "/usr"];

    /// <summary>Checks that a path may become a mount point.</summary>
    /// <param name="path">The path.</param>
    /// <param name="engineFolder">The engine's own folder, where nothing may be mounted; null for none.</param>
    /// <param name="verb">What the path is for, for the message.</param>
    /// <returns>The path in normal form.</returns>
    /// <exception cref="UserException">It may not; nothing was changed.</exception>
    internal static string Check(string path, string? engineFolder = null, string verb = MountAt)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (SystemFolders.Contains(full) || SystemTrees.Any(tree => full.StartsWith(tree + "/", StringComparison.Ordinal)))
            throw Refused(verb, path, "it belongs to the operating system");
        if (engineFolder is not null && (full + "/").StartsWith(Path.TrimEndingDirectorySeparator(engineFolder) + "/", StringComparison.Ordinal))
            throw Refused(verb, path, "it lies in the engine's own folder");
        var mounts = MountTable.Read();
        if (mounts.At(full) is not null)
            throw Refused(verb, path, "something is mounted there already");
        for (var part = full; part.Length > 1; part = Path.GetDirectoryName(part)!)
        {
            // A symlink on the way would put the mount elsewhere than the path says.
            if (new FileInfo(part).LinkTarget is not null)
                throw Refused(verb, path, $"{part} is a symlink");
            if (File.Exists(part))
                throw Refused(verb, path, part == full ? "it is a file" : $"{part} is a file");
            // A sync of the outer dataset would delete all that the inner one holds.
            if (mounts.At(part) is { } outer && VolumeRoot().IsMatch(outer.Root))
                throw Refused(verb, path, $"it lies inside the dataset that is mounted at {part}");
        }

        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
            throw Refused(verb, path, "the directory is not empty, and mounting would hide what it holds");
        return full;
    }

    /// <summary>Mounts a folder of the pool at a checked path.</summary>
    internal static async Task MountAsync(string source, MountedPath mount, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(mount.Path);
            await Tool.RunAsync("mount", ["--bind", "--", source, mount.Path], cancellationToken);
            return;
        }

        if (Directory.Exists(mount.Path))
            Directory.Delete(mount.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(mount.Path)!);
        File.CreateSymbolicLink(mount.Path, source);
    }

    /// <summary>Whether a folder of the pool is what is mounted at a path, and nothing hides it.</summary>
    internal static bool IsMounted(string source, MountedPath mount)
    {
        if (!Environment.IsPrivilegedProcess)
            return new FileInfo(mount.Path).LinkTarget == source;
        return MountTable.Read().At(mount.Path) is { } entry && IsRoot(source, entry);
    }

    /// <summary>Undoes <see cref="MountAsync"/>. What is not mounted, or is not ours, is left alone.</summary>
    /// <param name="source">The folder of the pool.</param>
    /// <param name="mount">Where it is mounted.</param>
    /// <param name="evenIfBusy">Whether to take the mount away from processes that use it; they keep what they have open.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">A process uses the mount, or something else is mounted over it.</exception>
    internal static async Task UnmountAsync(string source, MountedPath mount, bool evenIfBusy, CancellationToken cancellationToken)
    {
        if (!IsMounted(source, mount) && MountTable.Read().AllAt(mount.Path).Any(entry => IsRoot(source, entry)))
        {
            throw new UserException(
                $"Cannot unmount {mount.Path}: something else is mounted over it.",
                $"Unmount that first: umount {mount.Path} (findmnt {mount.Path} shows what it is), then try again.",
                "");
        }

        if (IsMounted(source, mount))
        {
            if (Environment.IsPrivilegedProcess)
                await UnmountAsync(mount.Path, evenIfBusy, cancellationToken);
            else
                File.Delete(mount.Path);
        }

        if (Environment.IsPrivilegedProcess && mount.MadeFolder && MountTable.Read().At(mount.Path) is null
            && Directory.Exists(mount.Path) && !Directory.EnumerateFileSystemEntries(mount.Path).Any())
            Directory.Delete(mount.Path);
        if (!Environment.IsPrivilegedProcess && !mount.MadeFolder && !Path.Exists(mount.Path))
            Directory.CreateDirectory(mount.Path);
    }

    // The table names the folder as its own file system sees it; a volume's name is unique, so the end of the path tells.
    private static bool IsRoot(string source, MountEntry entry) =>
        entry.Root.EndsWith(source[source.LastIndexOf("/volumes/", StringComparison.Ordinal)..], StringComparison.Ordinal);

    private static async Task UnmountAsync(string path, bool evenIfBusy, CancellationToken cancellationToken)
    {
        var result = await Tool.TryRunAsync("umount", ["--", path], cancellationToken);
        if (result.ExitCode != 0 && evenIfBusy)
            result = await Tool.TryRunAsync("umount", ["--lazy", "--", path], cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new UserException(
                $"Cannot unmount {path}.",
                $"Stop the programs that use files below {path} (fuser -vm {path} lists them), then try again.",
                result.Error.Trim());
        }
    }

    // How the mount table names the root of a volume, whichever driver made it.
    [GeneratedRegex("/volumes/[0-9a-f]{32}(/|$)")]
    private static partial Regex VolumeRoot();

    private static UserException Refused(string verb, string path, string reason) => new(
        $"Cannot {verb} {path}: {reason}.",
        $"Choose a directory that is empty, or one that does not exist yet{(verb == MountAt ? ", for the mount location" : "")}.",
        "");
}
