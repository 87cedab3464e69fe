namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// Copy-on-write storage: volumes, which are writable, and snapshots of them, which never change. Ids are the caller's. What makes a volume
/// or a snapshot fails where there is one; what destroys it succeeds where there is none. All fail when the pool that was made is missing.
/// </summary>
internal interface IStoragePool
{
    /// <summary>The driver's name, for example <c>btrfs</c>.</summary>
    string Driver { get; }

    /// <summary>Checks that the pool is there, if it was ever made. Call it before you report that a volume is missing.</summary>
    /// <exception cref="UserException">It is missing, or another one is in its place.</exception>
    Task RequireAsync(CancellationToken cancellationToken);

    /// <summary>The folder that holds a volume's data.</summary>
    string VolumePath(string volume);

    /// <summary>The folder that holds a snapshot's data.</summary>
    string SnapshotPath(string snapshot);

    /// <summary>Makes an empty volume.</summary>
    Task CreateAsync(string volume, CancellationToken cancellationToken);

    /// <summary>Keeps what a volume holds now as a snapshot.</summary>
    /// <exception cref="NestedSubvolumeException">
    /// A subvolume of users would be missing in it. If a snapshot was made already, the caller has to destroy it.
    /// </exception>
    Task SnapshotAsync(string volume, string snapshot, CancellationToken cancellationToken);

    /// <summary>Makes a volume that begins as a copy of a snapshot.</summary>
    Task CloneAsync(string snapshot, string volume, CancellationToken cancellationToken);

    /// <summary>The subvolumes that users made in a volume and a snapshot would not hold, by their paths in it, innermost first.</summary>
    Task<IReadOnlyList<string>> SubvolumesAsync(string volume, CancellationToken cancellationToken);

    /// <summary>The path of something that an attribute keeps from being destroyed with its volume; null for nothing.</summary>
    Task<string?> ProtectedAsync(string volume, CancellationToken cancellationToken);

    /// <summary>Destroys a volume with its data.</summary>
    Task DestroyVolumeAsync(string volume, CancellationToken cancellationToken);

    /// <summary>Destroys a snapshot with its data.</summary>
    Task DestroySnapshotAsync(string snapshot, CancellationToken cancellationToken);

    /// <summary>How many bytes of the disk the pool's data takes.</summary>
    Task<long> UsedBytesAsync(CancellationToken cancellationToken);

    /// <summary>Ends the use of the pool when it holds nothing any more; what was mounted for it is unmounted.</summary>
    Task CloseIfEmptyAsync(CancellationToken cancellationToken);
}
