namespace DirectoryPlugin.Sync;

/// <summary>What tells a directory from others of its machine.</summary>
/// <param name="View">The namespaces of mounts and of the host name: a container has its own.</param>
/// <param name="Directory">The directory's device and inode; empty when there is none.</param>
internal sealed record Identity(string View, string Directory)
{
    /// <summary>Reads <c>device:inode</c> of both namespaces and of the directory, a line each, as far as there are any.</summary>
    internal static Identity Parse(string text) => text.Split('\n') is [var mounts, var names, .. var rest]
        ? new Identity($"{mounts} {names}", rest is [var directory, ..] ? directory : "")
        : new Identity("", "");
}
