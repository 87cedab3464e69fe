using System.Text.RegularExpressions;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// A place that is free and safe to mount or to write at: nothing is there that would be hidden, and nobody else can put something else in
/// its place or in that of a directory above it. The directory that it lies in is held.
/// </summary>
internal sealed partial class MountLocation : IDisposable
{
    internal const string MountAt = "mount at";
    internal const string ExportTo = "export to";

    private static readonly string[] SystemTrees =
        ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/sbin", "/sys", "/usr"];

    private static readonly string[] SystemFolders =
        ["/", "/home", "/media", "/mnt", "/opt", "/root", "/run", "/srv", "/tmp", "/var", .. SystemTrees];

    private readonly Walk _walk;

    private MountLocation(Walk walk, HeldFolder parent) => (_walk, Parent) = (walk, parent);

    /// <summary>The path in normal form.</summary>
    internal string Path => _walk.Path;

    /// <summary>The last part of the path.</summary>
    internal string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The directory that it lies in.</summary>
    internal HeldFolder Parent { get; }

    /// <summary>Checks a path as far as it is there. Nothing is made.</summary>
    /// <param name="path">The path.</param>
    /// <param name="engineFolder">The engine's own folder, where the path may not lead; null for none.</param>
    /// <param name="verb">What the path is for, for the message.</param>
    /// <returns>The path in normal form.</returns>
    /// <exception cref="UserException">The path cannot be used; nothing was changed.</exception>
    internal static string Check(string path, string? engineFolder = null, string verb = MountAt)
    {
        var walk = new Walk(path, engineFolder, verb);
        walk.Hold(make: false)?.Dispose();
        return walk.Path;
    }

    /// <summary>Checks a path and holds it. The directories above it are made where they are missing.</summary>
    /// <exception cref="UserException">The path cannot be used.</exception>
    internal static MountLocation Hold(string path, string? engineFolder = null, string verb = MountAt)
    {
        var walk = new Walk(path, engineFolder, verb);
        return new MountLocation(walk, walk.Hold(make: true)!);
    }

    /// <summary>Checks a path and holds it; null when a directory above it is missing.</summary>
    /// <exception cref="UserException">The path cannot be used.</exception>
    internal static MountLocation? TryHold(string path)
    {
        var walk = new Walk(path, null, MountAt);
        return walk.Hold(make: false) is { } parent ? new MountLocation(walk, parent) : null;
    }

    /// <summary>Whether a path is that of a directory which every system has, or lies where only the system's own files do.</summary>
    internal static bool IsOfSystem(string path) =>
        SystemFolders.Contains(path) || SystemTrees.Any(tree => path.StartsWith(tree + "/", StringComparison.Ordinal));

    /// <summary>Holds the directory at the path, which is made if it is missing.</summary>
    /// <exception cref="UserException">It is not free any more.</exception>
    internal HeldFolder HoldFolder()
    {
        var folder = Parent.OpenOrMake(Name);
        try
        {
            _walk.RequireFree(Parent, folder);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Parent.Dispose();

    /// <summary>The way from the root to a path, directory by directory, each of which is held before it is looked at.</summary>
    private sealed class Walk(string asked, string? engineFolder, string verb)
    {
        private readonly MountTable _mounts = MountTable.Read();
        private readonly FileFacts? _engine = engineFolder is not null && Directory.Exists(engineFolder) ? Facts(engineFolder) : null;

        internal string Path { get; } = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(asked));

        // The directory that the path lies in; null when it is missing.
        internal HeldFolder? Hold(bool make)
        {
            if (IsOfSystem(Path))
                throw Refused("it belongs to the operating system");
            if (engineFolder is not null
                && (Path + "/").StartsWith(System.IO.Path.TrimEndingDirectorySeparator(engineFolder) + "/", StringComparison.Ordinal))
                throw Refused("it lies in the engine's own folder");
            var names = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            var folder = HeldFolder.Open("/");
            try
            {
                RequireSafe(folder, "/");
                for (var i = 0; i < names.Length - 1; i++)
                {
                    var part = "/" + string.Join('/', names[..(i + 1)]);
                    if (Enter(folder, names[i], part, make) is not { } next)
                    {
                        folder.Dispose();
                        return null;
                    }

                    folder.Dispose();
                    folder = next;
                    RequireSafe(folder, part);
                }

                using var there = Enter(folder, names[^1], Path, make: false);
                if (there is not null)
                    RequireFree(folder, there);
                return folder;
            }
            catch
            {
                folder.Dispose();
                throw;
            }
        }

        internal void RequireFree(HeldFolder parent, HeldFolder folder)
        {
            var facts = folder.Facts;
            if (facts.MountId != parent.Facts.MountId)
                throw Refused("something is mounted there already");
            RequireOutside(facts, Path);
            // Its owner could rename it until something is mounted on it.
            if (parent.Facts.IsSticky && facts.IsAnothers)
                throw Unsafe(Path, $"belongs to {TrustedPath.NameOf(facts.Owner)}");
            if (Directory.EnumerateFileSystemEntries(folder.Link).Any())
                throw Refused("the directory is not empty, and mounting would hide what it holds");
        }

        private HeldFolder? Enter(HeldFolder folder, string name, string part, bool make)
        {
            try
            {
                if (folder.TryOpen(name) is { } next)
                    return next;
                // A symlink would lead elsewhere than the path says.
                if (folder.Look(name) is { } other)
                    throw Refused(other.IsSymlink ? $"{part} is a symlink" : part == Path ? "it is a file" : $"{part} is a file");
                return make ? folder.OpenOrMake(name) : null;
            }
            catch (IOException e)
            {
                throw Refused($"{part} cannot be used ({e.Message.TrimEnd('.')})");
            }
        }

        private void RequireSafe(HeldFolder folder, string part)
        {
            var facts = folder.Facts;
            RequireOutside(facts, part);
            if (facts.IsAnothers)
                throw Unsafe(part, $"belongs to {TrustedPath.NameOf(facts.Owner)}");
            if (facts.IsOpen)
                throw Unsafe(part, "can be written by others than its owner");
        }

        private void RequireOutside(FileFacts facts, string part)
        {
            if (_engine is { } engine && engine.IsSameAs(facts))
                throw Refused($"{part} is the engine's own folder");
            // A sync of the outer dataset would delete all that the inner one holds.
            if (_mounts.WithId(facts.MountId) is { } outer && VolumeRoot().IsMatch(outer.Root))
                throw Refused($"it lies inside the dataset that is mounted at {outer.MountPoint}");
        }

        private UserException Refused(string reason) => new(
            $"Cannot {verb} {asked}: {reason}.",
            $"Choose a directory that is empty, or one that does not exist yet{(verb == MountAt ? ", for the mount location" : "")}.",
            "");

        private UserException Unsafe(string part, string reason) => new(
            $"Cannot {verb} {asked}: {part} {reason}, so that another user could put another directory in the place of this one.",
            $"Choose a path whose directories belong to root or to the user of the engine, and that nobody else may write to; "
            + $"or change {part} with chown and 'chmod go-w', if only you use it.",
            "");

        private static FileFacts Facts(string path)
        {
            using var folder = HeldFolder.Open(path);
            return folder.Facts;
        }
    }

    // How the mount table names the root of a volume, whichever driver made it.
    [GeneratedRegex("/volumes/[0-9a-f]{32}(/|$)")]
    private static partial Regex VolumeRoot();
}
