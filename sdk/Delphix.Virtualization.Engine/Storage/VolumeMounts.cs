using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// Which mounts show a volume, or a part of it. The mount table names a folder by its path in its own file system. Below a volume, its
/// users choose the names, so only the whole path to the volume says which one it is.
/// </summary>
internal sealed partial class VolumeMounts
{
    private readonly string _volume;
    private readonly string? _device;
    private readonly string _root = "";

    /// <param name="volume">The folder of the volume in the pool. What of its path is there is looked at.</param>
    /// <param name="table">The mount table, as it is now.</param>
    internal VolumeMounts(string volume, MountTable table)
    {
        _volume = Path.GetFileName(volume);
        var nearest = volume;
        while (!Directory.Exists(nearest))
            nearest = Path.GetDirectoryName(nearest)!;
        using var folder = HeldFolder.Open(nearest);
        if (table.WithId(folder.Facts.MountId) is not { } mount || new FileInfo(folder.Link).LinkTarget is not { } path)
            return;
        _device = mount.Device;
        _root = mount.Root.TrimEnd('/') + path[mount.MountPoint.TrimEnd('/').Length..].TrimEnd('/') + volume[nearest.Length..];
    }

    /// <summary>Whether a mount shows the volume that is in the pool now, or a part of it.</summary>
    internal bool Show(MountEntry mount) => IsOf(mount) && !mount.IsDeleted;

    /// <summary>Whether a mount shows the volume, be it deleted since, or a part of it.</summary>
    internal bool IsOf(MountEntry mount) =>
        mount.Device == _device && (mount.Root == _root || mount.Root.StartsWith(_root + "/", StringComparison.Ordinal));

    /// <summary>
    /// Whether a mount shows the volume of a pool that was in the place of this one before. What was moved away when a backup was put back
    /// may be mounted still, and so may the pool that is missing now.
    /// </summary>
    internal bool IsOfEarlierPool(MountEntry mount) =>
        FirstVolume().Match(mount.Root) is { Success: true } first && first.Groups[1].Value == _volume;

    // Only the first one is named by an engine. What follows is named by the volume's users.
    [GeneratedRegex("/([0-9a-f]{32})(/|$)")]
    private static partial Regex FirstVolume();
}
