namespace Delphix.Virtualization.Engine.Storage;

/// <summary>A line of the mount table.</summary>
/// <param name="Id">The number of the mount.</param>
/// <param name="Device">The device's number, <c>major:minor</c>.</param>
/// <param name="Root">The folder of that file system which is mounted.</param>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Source">What is mounted, such as a device.</param>
internal sealed record MountEntry(long Id, string Device, string Root, string MountPoint, string Source)
{
    /// <summary>Whether the folder was deleted since it was mounted. No other path has two slashes.</summary>
    internal bool IsDeleted => Root.EndsWith("//deleted", StringComparison.Ordinal);
}
