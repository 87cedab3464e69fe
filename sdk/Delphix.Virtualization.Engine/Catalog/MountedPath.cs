using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A place where the engine mounted storage.</summary>
/// <param name="Path">The mount point.</param>
/// <param name="SharedPath">The part of the volume that is mounted, relative to its root; null for all of it.</param>
/// <param name="MadeFolder">Whether the engine made the folder, and so removes it after unmounting.</param>
/// <param name="AllowsSuidAndDevices">Whether set-user-ID programs and device files have their usual power there.</param>
public sealed record MountedPath(string Path, string? SharedPath, bool MadeFolder, bool AllowsSuidAndDevices = false)
{
    // A document has no shared path that is null.
    [JsonConstructor]
    internal MountedPath(string path, bool madeFolder, string? sharedPath = null, bool allowsSuidAndDevices = false)
        : this(path, sharedPath, madeFolder, allowsSuidAndDevices)
    {
    }
}
