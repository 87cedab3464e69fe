using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>What the drivers share: a folder for volumes and one for snapshots.</summary>
internal abstract class DirectoryPool(string root) : IStoragePool
{
    public abstract string Driver { get; }

    protected string Root { get; } = root;

    protected string Volumes => Path.Combine(Root, "volumes");

    protected string Snapshots => Path.Combine(Root, "snapshots");

    public string VolumePath(string volume) => Path.Combine(Volumes, volume);

    public string SnapshotPath(string snapshot) => Path.Combine(Snapshots, snapshot);

    public abstract Task CreateAsync(string volume, CancellationToken cancellationToken);

    public abstract Task SnapshotAsync(string volume, string snapshot, CancellationToken cancellationToken);

    public abstract Task CloneAsync(string snapshot, string volume, CancellationToken cancellationToken);

    public Task DestroyVolumeAsync(string volume, CancellationToken cancellationToken) => DestroyAsync(VolumePath(volume), cancellationToken);

    public Task DestroySnapshotAsync(string snapshot, CancellationToken cancellationToken) => DestroyAsync(SnapshotPath(snapshot), cancellationToken);

    public abstract Task<long> UsedBytesAsync(CancellationToken cancellationToken);

    public abstract Task CloseIfEmptyAsync(CancellationToken cancellationToken);

    protected abstract Task DestroyAsync(string path, CancellationToken cancellationToken);

    protected void MakeFolders()
    {
        PrivateFolder.Make(Volumes);
        PrivateFolder.Make(Snapshots);
    }

    protected bool IsEmpty =>
        !(Directory.Exists(Volumes) && Directory.EnumerateFileSystemEntries(Volumes).Any())
        && !(Directory.Exists(Snapshots) && Directory.EnumerateFileSystemEntries(Snapshots).Any());
}
