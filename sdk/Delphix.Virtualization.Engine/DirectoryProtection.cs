using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine;

/// <summary>
/// Keeps an engine's directory to the user who runs the engine. Everything in it is made for this user alone; here it is checked that
/// nobody else can reach it or has put something into it, and what an older engine left open is closed.
/// </summary>
internal static class DirectoryProtection
{
    // A directory that is being closed: until everything in it has been checked, each start checks it again. Nobody but its owner can write
    // to it, so the sticky bit has no other meaning.
    private const UnixFileMode BeingChecked = PrivateFolder.Mode | UnixFileMode.StickyBit;

    private static readonly string[] Folders =
        ["catalog", "compiled", "damaged", "hosts", "jobs", "last-good", "locks", "logs", "plugins", "pool", "uploads"];

    private static readonly string[] Files = ["admin-password.json", "known_hosts", "known_hosts.old", "secret.key"];

    /// <summary>Checks a directory, and closes it if it is open to others.</summary>
    /// <exception cref="UserException">Others could have changed what it holds, or it holds what is not the engine's, or a later engine has
    /// written it.</exception>
    internal static void Ensure(EngineDirectory directory)
    {
        var root = directory.Root;
        if (TrustedPath.FindFault(Path.GetDirectoryName(root) ?? root) is { } fault)
            throw Refused(root, fault.Fault, $"Name another engine directory with --engine-dir, or {fault.Action}");
        // In a directory for all, such as /tmp, another user could put one there, with what they like in it, between now and its first use.
        if (!Path.Exists(root) && IsBelowFolderForAll(root))
            PrivateFolder.Make(root);
        if (FileFacts.TryRead(root) is not { } facts)
            return;
        RequireOwnFolder(root, facts);
        var format = CatalogFormat.Read(directory);
        var isOlder = format is { Version: < CatalogFormat.Current };
        if (facts.Mode == PrivateFolder.Mode && !isOlder && Folders.Concat(Files).All(name => IsClosed(root, Path.Combine(root, name))))
            return;
        RequireEngineAlone(root, facts);
        File.SetUnixFileMode(root, BeingChecked);
        foreach (var name in Folders.Concat(Files))
            Close(root, Path.Combine(root, name), wasOpen: facts.Mode.HasFlag(UnixFileMode.OtherExecute));
        // Synchronous, which is all right: it happens once in the life of a directory.
        if (isOlder)
            CatalogFormat.WriteAsync(directory, CancellationToken.None).GetAwaiter().GetResult();
        File.SetUnixFileMode(root, PrivateFolder.Mode);
    }

    private static bool IsBelowFolderForAll(string path)
    {
        var folder = path;
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        return (File.GetUnixFileMode(folder) & FileFacts.WriteByOthers) != 0;
    }

    private static void RequireOwnFolder(string root, FileFacts facts)
    {
        if (facts.IsSymlink)
            throw Refused(root, "it is a symlink", $"Name the directory itself: --engine-dir {new FileInfo(root).LinkTarget}");
        if (!facts.IsFolder)
            throw Refused(root, "it is a file", "Name a directory with --engine-dir.");
        if (!facts.IsOwn)
        {
            throw Refused(
                root,
                $"it belongs to {TrustedPath.NameOf(facts.Owner)}",
                "Run dvp as that user, or name another engine directory with --engine-dir.");
        }
    }

    // Closing a directory such as /srv would take from others what is not the engine's.
    private static void RequireEngineAlone(string root, FileFacts facts)
    {
        if ((facts.Mode & FileFacts.ForOthers) == 0)
            return;
        if (MountLocation.IsOfSystem(root))
        {
            throw Refused(
                root, "it belongs to the operating system", $"Name a directory of its own: --engine-dir {root.TrimEnd('/')}/dvp-engine");
        }

        var others = Directory.EnumerateFileSystemEntries(root).Select(path => Path.GetFileName(path)!)
            .Where(name => name[0] != '.' && name != "lost+found" && !Folders.Contains(name) && !Files.Contains(name))
            .Order(StringComparer.Ordinal).ToList();
        if (facts.Mode.HasFlag(UnixFileMode.StickyBit) && facts.Mode.HasFlag(UnixFileMode.OtherWrite))
            throw Refused(root, "it is meant for all users", $"Name a directory of its own: --engine-dir {root}/dvp-engine");
        if (others.Count > 0)
        {
            throw Refused(
                root,
                $"other users can enter it, and it holds '{others[0]}', which is not the engine's",
                $"Name a directory of its own with --engine-dir. If other users need nothing in this one: chmod 700 {root}");
        }
    }

    private static bool IsClosed(string root, string path)
    {
        if (FileFacts.TryRead(path) is not { } facts)
            return true;
        RequireOwn(root, path, facts);
        return (facts.Mode & FileFacts.ForOthers) == 0;
    }

    // Closes a folder before its content is checked, so that nobody can add anything meanwhile.
    private static void Close(string root, string path, bool wasOpen)
    {
        if (FileFacts.TryRead(path) is not { } facts)
            return;
        RequireOwn(root, path, facts);
        if (wasOpen && !facts.IsFolder && facts.Mode.HasFlag(UnixFileMode.OtherWrite) && IsRead(Path.GetRelativePath(root, path)))
        {
            throw Refused(
                root,
                $"every user could write to {path}, so it may say what the engine never wrote",
                $"Look at what it says. If nobody has changed anything in the directory: chmod -R go-w {root}");
        }

        var mode = (facts.Mode & PrivateFolder.Mode) | (facts.IsFolder ? PrivateFolder.Mode : PrivateFile.Mode);
        if (mode != facts.Mode)
            File.SetUnixFileMode(path, mode);
        if (!facts.IsFolder || HoldsDatasets(Path.GetRelativePath(root, path)))
            return;
        foreach (var item in Directory.EnumerateFileSystemEntries(path))
            Close(root, item, wasOpen);
    }

    private static void RequireOwn(string root, string path, FileFacts facts)
    {
        if (facts.IsSymlink)
        {
            throw Refused(
                root, $"{path} is a symlink, which the engine never makes there", "Put what it leads to in its place, or delete it.");
        }

        if (!facts.IsOwn)
        {
            throw Refused(
                root,
                $"{path} belongs to {TrustedPath.NameOf(facts.Owner)}, so it may not be the engine's",
                "Look at it. If it is the engine's, give it to the engine's user with chown; else delete it.");
        }
    }

    // Logs and locks are only written.
    private static bool IsRead(string item) =>
        !item.EndsWith(".lock", StringComparison.Ordinal) && item.Split('/')[0] is not ("logs" or "locks");

    // Items of datasets and plugins may have any owner. Other users cannot reach them, as the folders above are closed.
    private static bool HoldsDatasets(string item) =>
        item.Split('/') is ["pool", "mnt"] or ["pool", _, "volumes" or "snapshots"] or ["hosts", _, "scratch" or "bin"];

    private static UserException Refused(string root, string fault, string action) =>
        new($"The engine directory {root} cannot be used: {fault}.", action, "");
}
