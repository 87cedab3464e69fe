using System.ComponentModel;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// Mounts volumes where plugins want them, by bind mounts, or by symlinks where the engine may not mount. Never hides data that is there,
/// and never follows what other users can change.
/// </summary>
internal static class StorageMounter
{
    // How often a path is looked up again when it changes before it is used, because somebody keeps renaming it.
    private const int Attempts = 1000;

    /// <summary>Mounts a volume, or the part of it that is shared.</summary>
    /// <param name="volume">The folder of the volume in the pool.</param>
    /// <param name="mount">Where it is to be mounted.</param>
    /// <param name="owner">Whom to give the folder to that is mounted; null: it stays whose it is.</param>
    /// <param name="engineFolder">The engine's own folder, where nothing may be mounted; null for none.</param>
    /// <param name="isNew">Whether the volume is new: then the part of it that is shared is made. Elsewhere it must be there.</param>
    /// <exception cref="UserException">It cannot be mounted there; nothing is mounted.</exception>
    internal static void Mount(
        string volume, MountedPath mount, (int User, int Group)? owner = null, string? engineFolder = null, bool isNew = false)
    {
        using var source = HoldSource(volume, mount, isNew);
        if (owner is { } given)
            source.Own(given.User, given.Group);
        using var location = MountLocation.Hold(mount.Path, engineFolder);
        if (Environment.IsPrivilegedProcess)
        {
            BindMount(source, mount, location);
            return;
        }

        location.Parent.RemoveIfEmpty(location.Name);
        File.CreateSymbolicLink($"{location.Parent.Link}/{location.Name}", SourcePath(volume, mount));
    }

    /// <summary>Whether a volume, or a part of it, is what is mounted at a path, and nothing hides it.</summary>
    /// <param name="volume">The folder of the volume in the pool.</param>
    /// <param name="mount">Where it was mounted.</param>
    /// <param name="table">The mount table; null: it is read.</param>
    internal static bool IsMounted(string volume, MountedPath mount, MountTable? table = null)
    {
        if (!Environment.IsPrivilegedProcess)
            return IsLinked(volume, mount) && Directory.Exists(mount.Path);
        table ??= MountTable.Read();
        // Of a pool that was put back from a backup, the one before may be mounted still, with a volume of the same name. What else may be
        // mounted there need not answer, so it is not looked at.
        return table.At(mount.Path) is { } entry
            && new VolumeMounts(volume, table).Show(entry)
            && FileFacts.TryRead(mount.Path)?.MountId == entry.Id;
    }

    /// <summary>
    /// Undoes <see cref="Mount"/>: unmounts the volume wherever it is, also where it came to when a directory above it was renamed. What is
    /// not mounted, or is not ours, is left alone.
    /// </summary>
    /// <param name="volume">The folder of the volume in the pool.</param>
    /// <param name="mount">Where it was mounted.</param>
    /// <param name="evenIfBusy">Whether to take the mount away from processes that use it; they keep what they have open.</param>
    /// <param name="kept">Other places where the volume, or a part of it, is mounted and stays so.</param>
    /// <exception cref="UserException">A process uses the mount, or something else is mounted over it.</exception>
    internal static void Unmount(string volume, MountedPath mount, bool evenIfBusy, params IReadOnlyCollection<string> kept)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            RemoveLink(volume, mount);
            return;
        }

        var attempts = 0;
        while (Find(volume, mount, kept) is { } entry)
        {
            if (!TryUnmount(entry, mount, evenIfBusy) && ++attempts > Attempts)
            {
                throw new UserException(
                    $"Cannot unmount {entry.MountPoint}: a directory above it is renamed again and again.",
                    $"Stop the program that renames it (fuser -vm {entry.MountPoint} may list it), then try again.",
                    "");
            }
        }

        if (mount.MadeFolder)
            RemoveFolder(mount.Path);
    }

    private static void BindMount(HeldFolder source, MountedPath mount, MountLocation location)
    {
        try
        {
            using var made = HeldMount.Of(source, mount.AllowsSuidAndDevices);
            using var folder = location.HoldFolder();
            made.PutOn(folder);
            var table = MountTable.Read();
            if (table.WithId(made.Id) is { } entry
                && entry.MountPoint == mount.Path
                && table.At(mount.Path) == entry)
                return;
            made.TakeAway();
        }
        catch (Win32Exception e)
        {
            throw new UserException(
                $"Cannot mount at {mount.Path}: {e.Message}.",
                "The engine needs the right to mount (CAP_SYS_ADMIN), and Linux 5.12 or later.",
                "",
                e);
        }

        throw new UserException(
            $"Cannot mount at {mount.Path}: a directory was renamed while the storage was mounted.",
            "Stop what renames directories there, or choose another mount location, then try again.",
            "");
    }

    // No part of the way is a symlink: a user who may write in the volume could lead the engine out of it.
    private static HeldFolder HoldSource(string volume, MountedPath mount, bool isNew)
    {
        var folder = HeldFolder.Open(volume);
        foreach (var name in mount.SharedPath?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            using var parent = folder;
            try
            {
                folder = isNew || parent.Look(name) is not null ? parent.OpenOrMake(name) : throw MissingSource(volume, mount);
            }
            catch (IOException e)
            {
                throw new UserException(
                    $"Cannot mount the folder '{mount.SharedPath}' of the storage at {mount.Path}: in the storage, {e.Message}",
                    $"Make '{mount.SharedPath}' a directory of the storage, or remove what has its name there.",
                    "",
                    e);
            }
        }

        return folder;
    }

    private static UserException MissingSource(string volume, MountedPath mount) => new(
        $"The folder '{mount.SharedPath}' of the storage to mount at {mount.Path} is missing: there is no {SourcePath(volume, mount)}.",
        "Put it back from a backup. If it is lost for good, or is to be new, make it: "
        + $"mkdir -p {SourcePath(volume, mount)}",
        "");

    // The last one first: it may hide others.
    private static MountEntry? Find(string volume, MountedPath mount, IReadOnlyCollection<string> kept)
    {
        var table = MountTable.Read();
        var mounts = new VolumeMounts(volume, table);
        var entry = table.Entries.LastOrDefault(entry => !kept.Contains(entry.MountPoint)
            && (mounts.IsOf(entry) || (entry.MountPoint == mount.Path && mounts.IsOfEarlierPool(entry))));
        return entry is null || table.At(entry.MountPoint) == entry
            ? entry
            : throw new UserException(
                $"Cannot unmount {entry.MountPoint}: something else is mounted over it.",
                $"Unmount that first: umount {entry.MountPoint} (findmnt {entry.MountPoint} shows what it is), then try again.",
                "");
    }

    // False when the path led elsewhere, as it was changed since the table was read. A mount point itself cannot be renamed.
    private static bool TryUnmount(MountEntry entry, MountedPath mount, bool evenIfBusy)
    {
        using var parent = TryHoldParent(entry.MountPoint);
        var name = Path.GetFileName(entry.MountPoint);
        if (parent?.Look(name)?.MountId != entry.Id)
            return false;
        try
        {
            HeldMount.Unmount(parent, name, evenIfBusy);
        }
        catch (Win32Exception e)
        {
            throw new UserException(
                $"Cannot unmount {entry.MountPoint}.",
                $"Stop the programs that use files below {entry.MountPoint} (fuser -vm {entry.MountPoint} lists them), then try again.",
                e.Message,
                e);
        }

        if (mount.MadeFolder)
            parent.RemoveIfEmpty(name);
        return true;
    }

    private static HeldFolder? TryHoldParent(string path)
    {
        var folder = HeldFolder.Open("/");
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries)[..^1])
        {
            using var parent = folder;
            if (parent.TryOpen(name) is not { } next)
                return null;
            folder = next;
        }

        return folder;
    }

    private static void RemoveLink(string volume, MountedPath mount)
    {
        if (IsLinked(volume, mount))
            File.Delete(mount.Path);
        if (!mount.MadeFolder && !Path.Exists(mount.Path))
            Directory.CreateDirectory(mount.Path);
    }

    /// <summary>Removes the folder that was made to mount on, unless something is mounted on it, or it holds something.</summary>
    internal static void RemoveFolder(string path)
    {
        try
        {
            using var location = MountLocation.TryHold(path);
            location?.Parent.RemoveIfEmpty(location.Name);
        }
        catch (UserException)
        {
            // It is in use for something else now.
        }
    }

    private static string SourcePath(string volume, MountedPath mount) =>
        mount.SharedPath is null ? volume : Path.Combine(volume, mount.SharedPath);

    private static bool IsLinked(string volume, MountedPath mount) => new FileInfo(mount.Path).LinkTarget == SourcePath(volume, mount);
}
