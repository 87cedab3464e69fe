using System.Text.RegularExpressions;

namespace DirectoryPlugin.Sync;

/// <summary>
/// Where the engine's storage can be seen on the staging host. What of it lies below the source directory is left out: a dataset that is
/// copied into itself grows with each sync.
/// </summary>
internal static partial class StoragePlaces
{
    /// <summary>The places below the source directory, relative to it; none where another one covers them.</summary>
    /// <param name="probe">What <c>probe.sh</c> printed.</param>
    internal static IReadOnlyList<string> BelowSource(ScriptOutput probe)
    {
        if (probe.Find("sourcePlace")?.TrimEnd('/') is not { } source || probe.Find("place") is not { } place)
            return [];
        var mounts = probe.Find("mounts")?.Split('\n').Select(Mount.TryParse).OfType<Mount>().ToList() ?? [];
        var scratch = probe.Get("scratchPlace");
        IEnumerable<string> files = [.. Images(mounts, place, probe.Find("images") ?? ""), scratch];
        IEnumerable<string> places = [.. Find(mounts, place, isVolume: true), .. files.SelectMany(file => Find(mounts, file)), .. files];
        var below = places.Select(path => Rest(path, source)).OfType<string>().Where(path => path.Length > 0).Distinct().ToList();
        return [.. below.Where(path => !below.Any(other => other != path && Rest(path, other) is not null)).Order(StringComparer.Ordinal)];
    }

    // Every path that shows a place: its file system may be mounted several times, also in parts.
    private static IEnumerable<string> Find(List<Mount> mounts, string place, bool isVolume = false)
    {
        if (Around(mounts, place) is not { } storage)
            yield break;
        // The engine keeps all datasets and snapshots beside each other. Only the first folder that is named as theirs is the engine's:
        // what lies in a dataset is named by its users.
        var inside = storage.Root.TrimEnd('/') + Rest(place, storage.Path);
        var pool = isVolume && Volume().Match(inside) is { Success: true } volume ? inside[..volume.Index] : inside;
        foreach (var mount in mounts.Where(mount => mount.Device == storage.Device))
        {
            if (Rest(mount.Root, pool) is not null)
                yield return mount.Path;
            else if (Rest(pool, mount.Root) is { } rest)
                yield return mount.Path.TrimEnd('/') + rest;
        }
    }

    // The image files that hold the storage.
    private static IEnumerable<string> Images(List<Mount> mounts, string place, string images)
    {
        // Such as "/sys/block/loop1/loop/backing_file:/srv/pool.img", also where the storage is in a partition of it, as in loop1p2.
        var image = $"/sys/block/{Partition().Replace(Path.GetFileName(Around(mounts, place)?.Source ?? ""), "")}/loop/backing_file:";
        return images.Split('\n').Where(line => line.StartsWith(image, StringComparison.Ordinal)).Select(line => line[image.Length..]);
    }

    private static Mount? Around(List<Mount> mounts, string place) =>
        mounts.Where(mount => Rest(place, mount.Path) is not null).MaxBy(mount => mount.Path.Length);

    [GeneratedRegex("(?<=^loop[0-9]+)p[0-9]+$")]
    private static partial Regex Partition();

    [GeneratedRegex("/volumes/[0-9a-f]{32}(/|$)")]
    private static partial Regex Volume();

    // What of a path comes after a folder, such as "/b" of "/a/b" after "/a"; null when the path is not in the folder.
    private static string? Rest(string path, string folder)
    {
        folder = folder.TrimEnd('/');
        path = path.TrimEnd('/');
        return path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal) ? path[folder.Length..] : null;
    }

    /// <summary>A line of <c>/proc/self/mountinfo</c>.</summary>
    /// <param name="Device">The file system.</param>
    /// <param name="Root">The folder in it that is mounted.</param>
    /// <param name="Path">Where.</param>
    /// <param name="Source">The file system's device, where it has one.</param>
    private sealed record Mount(string Device, string Root, string Path, string Source)
    {
        internal static Mount? TryParse(string line) =>
            line.Split(" - ", 2) is [var mount, var fileSystem]
            && mount.Split(' ') is [_, _, var device, var root, var path, ..]
            && fileSystem.Split(' ') is [_, var source, ..]
                ? new Mount(device, MountPoint.Unescape(root), MountPoint.Unescape(path), source)
                : null;
    }
}
