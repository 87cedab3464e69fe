using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>What the drivers share: a folder for volumes and one for snapshots.</summary>
internal abstract class DirectoryPool(IPoolPlace place) : IStoragePool
{
    private const string VolumesFolder = "volumes";

    private const string SnapshotsFolder = "snapshots";

    public abstract string Driver { get; }

    protected string Root => place.Root;

    private string Volumes => Path.Combine(Root, VolumesFolder);

    private string Snapshots => Path.Combine(Root, SnapshotsFolder);

    /// <summary>Whether something was ever stored in a folder.</summary>
    internal static bool IsIn(string root) =>
        Directory.Exists(Path.Combine(root, VolumesFolder)) || Directory.Exists(Path.Combine(root, SnapshotsFolder));

    /// <summary>The folder that holds a volume's data in a pool.</summary>
    internal static string VolumePathIn(string root, string volume) => PathOf(Path.Combine(root, VolumesFolder), volume, "volume");

    public string VolumePath(string volume) => VolumePathIn(Root, volume);

    public string SnapshotPath(string snapshot) => PathOf(Snapshots, snapshot, "snapshot");

    public Task RequireAsync(CancellationToken cancellationToken) =>
        place.UseAsync(make: false, () => Task.CompletedTask, cancellationToken);

    public Task CreateAsync(string volume, CancellationToken cancellationToken) =>
        MakeAsync(VolumePath(volume), path => CreateAtAsync(path, cancellationToken), cancellationToken);

    public Task SnapshotAsync(string volume, string snapshot, CancellationToken cancellationToken) =>
        MakeAsync(SnapshotPath(snapshot), path => SnapshotToAsync(VolumePath(volume), path, cancellationToken), cancellationToken);

    public Task CloneAsync(string snapshot, string volume, CancellationToken cancellationToken) =>
        MakeAsync(VolumePath(volume), path => CloneToAsync(SnapshotPath(snapshot), path, cancellationToken), cancellationToken);

    public abstract Task<IReadOnlyList<string>> SubvolumesAsync(string volume, CancellationToken cancellationToken);

    public abstract Task<string?> ProtectedAsync(string volume, CancellationToken cancellationToken);

    public Task DestroyVolumeAsync(string volume, CancellationToken cancellationToken) =>
        DestroyAsync(VolumePath(volume), cancellationToken);

    public Task DestroySnapshotAsync(string snapshot, CancellationToken cancellationToken) =>
        DestroyAsync(SnapshotPath(snapshot), cancellationToken);

    public async Task<long> UsedBytesAsync(CancellationToken cancellationToken)
    {
        var used = 0L;
        await place.UseAsync(make: false, async () => used = await MeasureAsync(cancellationToken), cancellationToken);
        return used;
    }

    public Task CloseIfEmptyAsync(CancellationToken cancellationToken) => place.RemoveIfAsync(() => IsEmpty, cancellationToken);

    protected abstract Task CreateAtAsync(string path, CancellationToken cancellationToken);

    protected abstract Task SnapshotToAsync(string volume, string snapshot, CancellationToken cancellationToken);

    protected abstract Task CloneToAsync(string snapshot, string volume, CancellationToken cancellationToken);

    protected abstract Task DestroyAtAsync(string path, CancellationToken cancellationToken);

    protected abstract Task<long> MeasureAsync(CancellationToken cancellationToken);

    // An id such as "" or ".." would lead to the folder of all volumes, or out of it.
    private static string PathOf(string folder, string id, string noun) => HeldFolder.IsName(id)
        ? Path.Combine(folder, id)
        : throw new InvalidDataException($"'{id}' is not the name of a {noun}.");

    private bool IsEmpty =>
        !(Directory.Exists(Volumes) && Directory.EnumerateFileSystemEntries(Volumes).Any())
        && !(Directory.Exists(Snapshots) && Directory.EnumerateFileSystemEntries(Snapshots).Any());

    private async Task MakeAsync(string path, Func<string, Task> actionAsync, CancellationToken cancellationToken) =>
        await place.UseAsync(make: true, async () =>
        {
            PrivateFolder.Make(Volumes);
            PrivateFolder.Make(Snapshots);
            if (Path.Exists(path))
                throw new IOException($"{path} exists already.");
            await actionAsync(path);
        }, cancellationToken);

    private async Task DestroyAsync(string path, CancellationToken cancellationToken) =>
        await place.UseAsync(make: false, () => DestroyAtAsync(path, cancellationToken), cancellationToken);
}
