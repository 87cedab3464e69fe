namespace Delphix.Virtualization.Engine.Storage;

/// <summary>A snapshot would not hold, or does not hold, what was in a subvolume that users made.</summary>
/// <param name="path">Its path in the volume.</param>
internal sealed class NestedSubvolumeException(string path) : IOException($"The snapshot does not hold the subvolume {path}.")
{
    /// <summary>The subvolume's path in the volume.</summary>
    internal string Path => path;
}
