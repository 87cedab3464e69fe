using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Processes;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>What a job does with the storage of datasets. Each step says beforehand how it is undone.</summary>
internal sealed class StorageSteps(EngineContext engine, JobExecution job, CancellationToken cancellationToken)
{
    // Volumes that this job made, in which there need not be all yet.
    private readonly HashSet<string> _made = [];

    /// <summary>Makes an empty volume.</summary>
    internal async Task<string> CreateAsync()
    {
        var volume = NewVolumeId();
        var pool = await PoolAsync();
        await MakeAsync(
            pool,
            "Create storage",
            pool.VolumePath(volume),
            new CleanUp.DestroyVolume(volume),
            () => pool.CreateAsync(volume, cancellationToken));
        return volume;
    }

    /// <summary>Makes a volume from a snapshot.</summary>
    internal async Task<string> CloneAsync(SnapshotObject snapshot)
    {
        await PathAsync(snapshot);
        var volume = NewVolumeId();
        var pool = await PoolAsync();
        await MakeAsync(
            pool,
            $"Clone {snapshot.Name}",
            pool.VolumePath(volume),
            new CleanUp.DestroyVolume(volume),
            () => pool.CloneAsync(snapshot.Reference, volume, cancellationToken));
        return volume;
    }

    /// <summary>The folder that holds a dataset's storage.</summary>
    /// <exception cref="UserException">It is missing.</exception>
    internal async Task<string> PathAsync(DatasetObject dataset)
    {
        var pool = await PoolAsync();
        await pool.RequireAsync(cancellationToken);
        var path = pool.VolumePath(dataset.Volume);
        return Directory.Exists(path)
            ? path
            : throw Missing($"The storage of '{dataset.Name}'", path, $"delete '{dataset.Name}' with --force.");
    }

    /// <summary>The folder that holds a snapshot's data.</summary>
    /// <exception cref="UserException">It is missing.</exception>
    internal async Task<string> PathAsync(SnapshotObject snapshot)
    {
        var pool = await PoolAsync();
        await pool.RequireAsync(cancellationToken);
        var path = pool.SnapshotPath(snapshot.Reference);
        return Directory.Exists(path)
            ? path
            : throw Missing(
                $"The data of the snapshot '{snapshot.Name}'", path, $"delete the snapshot: dvp snapshot delete {snapshot.Name}");
    }

    /// <summary>Mounts a dataset where the plugin's mount specification says. What is mounted there already stays.</summary>
    /// <param name="dataset">The dataset, with the volume to mount.</param>
    /// <param name="environment">The host to mount on.</param>
    /// <param name="specification">What the plugin's mountSpecification returned.</param>
    /// <returns>The dataset with its mounts; it is not saved.</returns>
    internal async Task<T> MountAsync<T>(T dataset, EnvironmentObject environment, JsonObject specification)
        where T : DatasetObject
    {
        var volume = await PathAsync(dataset);
        var mounts = new List<MountedPath>();
        foreach (var (path, sharedPath) in MountPlaces.Read(specification, environment))
        {
            var source = FolderOf(dataset, volume, sharedPath);
            var known = dataset.Mounts.FirstOrDefault(mount => mount.Path == path && mount.SharedPath == sharedPath);
            if (known is not null && StorageMounter.IsMounted(source, known))
            {
                mounts.Add(known);
                continue;
            }

            // Two jobs that want the same place must not both find it free.
            using var exclusive = await FileLock.AcquireAsync(engine.Directory.Lock("mounts"), null, cancellationToken);
            var mount = new MountedPath(
                StorageMounter.Check(path, engine.Directory.Root), sharedPath, known?.MadeFolder ?? !Directory.Exists(path));
            await job.UndoByAsync(new CleanUp.Unmount(dataset.Volume, mount));
            await job.StepAsync($"Mount storage at {mount.Path}", async () =>
            {
                await StorageMounter.MountAsync(source, mount, cancellationToken);
                await OwnAsync(source, specification);
            });
            mounts.Add(mount);
        }

        return dataset with { Mounts = mounts };
    }

    /// <summary>Whether all of a dataset is mounted where it was mounted last.</summary>
    internal async Task<bool> IsMountedAsync(DatasetObject dataset)
    {
        var pool = await PoolAsync();
        return dataset.Mounts.Count > 0
            && dataset.Mounts.All(mount =>
                SourceOf(pool, dataset.Volume, mount.SharedPath) is var source
                && Directory.Exists(source)
                && StorageMounter.IsMounted(source, mount));
    }

    /// <summary>Unmounts a dataset.</summary>
    /// <returns>The dataset without mounts; it is not saved.</returns>
    internal async Task<T> UnmountAsync<T>(T dataset)
        where T : DatasetObject
    {
        var pool = await PoolAsync();
        foreach (var mount in dataset.Mounts.Reverse())
        {
            var source = SourceOf(pool, dataset.Volume, mount.SharedPath);
            if (StorageMounter.IsMounted(source, mount))
                await job.UndoByAsync(new CleanUp.Remount(dataset.Volume, mount));
            await job.StepAsync($"Unmount {mount.Path}", async () =>
            {
                new DatasetContents(pool, dataset).RequireUnmount(mount.Path);
                await StorageMounter.UnmountAsync(source, mount, evenIfBusy: false, cancellationToken);
            });
        }

        return dataset with { Mounts = [] };
    }

    /// <summary>Takes a snapshot of a dataset's storage.</summary>
    /// <returns>The snapshot's reference; it is not in the catalog yet.</returns>
    internal async Task<string> SnapshotAsync(DatasetObject dataset)
    {
        // Opened first, as what it holds counts for the reference.
        var pool = await PoolAsync();
        await PathAsync(dataset);
        await new DatasetContents(pool, dataset).RequireSnapshotAsync(cancellationToken);
        var reference = await engine.Catalog.NextReferenceAsync<SnapshotObject>(cancellationToken);
        await MakeAsync(
            pool,
            "Snapshot storage",
            pool.SnapshotPath(reference),
            new CleanUp.DestroySnapshot(reference),
            () => pool.SnapshotAsync(dataset.Volume, reference, cancellationToken));
        return reference;
    }

    /// <summary>Checks that the storage of a dataset can be destroyed: once the job has succeeded, that must not fail.</summary>
    /// <exception cref="UserException">Something in it is in the way.</exception>
    internal async Task RequireDestroyAsync(DatasetObject dataset) =>
        await new DatasetContents(await PoolAsync(), dataset).RequireDestroyAsync(cancellationToken);

    /// <summary>Destroys, once the job has succeeded, all that a dataset has.</summary>
    internal async Task DestroyAfterSuccessAsync(DatasetObject dataset)
    {
        foreach (var snapshot in await engine.Catalog.ListAsync<SnapshotObject>(cancellationToken))
        {
            if (snapshot.Dataset != dataset.Reference)
                continue;
            job.AfterSuccess(new CleanUp.RemoveObject(CatalogType.Of<SnapshotObject>().Folder, snapshot.Reference));
            job.AfterSuccess(new CleanUp.DestroySnapshot(snapshot.Reference));
        }

        job.AfterSuccess(new CleanUp.RemoveObject(CatalogType.Of(dataset.GetType()).Folder, dataset.Reference));
        job.AfterSuccess(new CleanUp.DestroyVolume(dataset.Volume));
    }

    // What is there already is not this job's, and must not be undone with it.
    private async Task MakeAsync(IStoragePool pool, string step, string path, CleanUp undo, Func<Task> action)
    {
        await pool.RequireAsync(cancellationToken);
        if (Path.Exists(path))
            throw new UserException($"The storage {path} is there already.", "Start the job again.", "");
        await job.UndoByAsync(undo);
        await job.StepAsync(step, action);
    }

    private Task<IStoragePool> PoolAsync() => engine.Pools.OpenAsync(cancellationToken);

    private string NewVolumeId()
    {
        var volume = Guid.NewGuid().ToString("N");
        _made.Add(volume);
        return volume;
    }

    // The folder of a volume to mount. A volume that is new has no folder yet for what it shares.
    private string FolderOf(DatasetObject dataset, string volume, string? sharedPath)
    {
        if (sharedPath is null)
            return volume;
        var folder = Path.Combine(volume, sharedPath);
        if (_made.Contains(dataset.Volume))
            Directory.CreateDirectory(folder);
        return Directory.Exists(folder)
            ? folder
            : throw Missing(
                $"The folder '{sharedPath}' in the storage of '{dataset.Name}'", folder, $"or is to be new, make it: mkdir -p {folder}");
    }

    private static UserException Missing(string what, string path, string otherwise) =>
        new($"{what} is missing: there is no {path}.", $"Put it back from a backup. If it is lost for good, {otherwise}", "");

    private static string SourceOf(IStoragePool pool, string volume, string? sharedPath) =>
        sharedPath is null ? pool.VolumePath(volume) : Path.Combine(pool.VolumePath(volume), sharedPath);

    private async Task OwnAsync(string source, JsonObject specification)
    {
        if (specification["ownershipSpec"] is not JsonObject owner)
            return;
        var owners = string.Create(CultureInfo.InvariantCulture, $"{owner["uid"]!.GetValue<int>()}:{owner["gid"]!.GetValue<int>()}");
        if (!Environment.IsPrivilegedProcess)
        {
            throw new UserException(
                $"The storage cannot be given to {owners}, as the engine does not run as root.",
                "Run the engine as root, or leave out the owner.",
                "");
        }

        await Tool.RunAsync("chown", [owners, "--", source], cancellationToken);
    }
}
