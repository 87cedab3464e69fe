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
    /// <summary>Makes an empty volume.</summary>
    internal async Task<string> CreateAsync()
    {
        var volume = NewVolumeId();
        var pool = await PoolAsync();
        await MakeAsync(
            "Create storage",
            pool.VolumePath(volume),
            new CleanUp.DestroyVolume(volume),
            () => pool.CreateAsync(volume, cancellationToken));
        return volume;
    }

    /// <summary>Makes a volume from a snapshot.</summary>
    internal async Task<string> CloneAsync(SnapshotObject snapshot)
    {
        var volume = NewVolumeId();
        var pool = await PoolAsync();
        await MakeAsync(
            $"Clone {snapshot.Name}",
            pool.VolumePath(volume),
            new CleanUp.DestroyVolume(volume),
            () => pool.CloneAsync(snapshot.Reference, volume, cancellationToken));
        return volume;
    }

    /// <summary>The folder that holds a dataset's storage.</summary>
    internal async Task<string> PathAsync(DatasetObject dataset) => (await PoolAsync()).VolumePath(dataset.Volume);

    /// <summary>Mounts a dataset where the plugin's mount specification says. What is mounted there already stays.</summary>
    /// <param name="dataset">The dataset, with the volume to mount.</param>
    /// <param name="environment">The host to mount on.</param>
    /// <param name="specification">What the plugin's mountSpecification returned.</param>
    /// <returns>The dataset with its mounts; it is not saved.</returns>
    internal async Task<T> MountAsync<T>(T dataset, EnvironmentObject environment, JsonObject specification)
        where T : DatasetObject
    {
        var pool = await PoolAsync();
        var mounts = new List<MountedPath>();
        foreach (var (path, sharedPath) in MountPlaces.Read(specification, environment))
        {
            var source = SourceOf(pool, dataset.Volume, sharedPath);
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
                Directory.CreateDirectory(source);
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
            && dataset.Mounts.All(mount => StorageMounter.IsMounted(SourceOf(pool, dataset.Volume, mount.SharedPath), mount));
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
            await job.StepAsync(
                $"Unmount {mount.Path}", () => StorageMounter.UnmountAsync(source, mount, evenIfBusy: false, cancellationToken));
        }

        return dataset with { Mounts = [] };
    }

    /// <summary>Takes a snapshot of a dataset's storage.</summary>
    /// <returns>The snapshot's reference; it is not in the catalog yet.</returns>
    internal async Task<string> SnapshotAsync(DatasetObject dataset)
    {
        // Opened first, as what it holds counts for the reference.
        var pool = await PoolAsync();
        var reference = await engine.Catalog.NextReferenceAsync<SnapshotObject>(cancellationToken);
        await MakeAsync(
            "Snapshot storage",
            pool.SnapshotPath(reference),
            new CleanUp.DestroySnapshot(reference),
            () => pool.SnapshotAsync(dataset.Volume, reference, cancellationToken));
        return reference;
    }

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
    private async Task MakeAsync(string step, string path, CleanUp undo, Func<Task> action)
    {
        if (Path.Exists(path))
            throw new UserException($"The storage {path} is there already.", "Start the job again.", "");
        await job.UndoByAsync(undo);
        await job.StepAsync(step, action);
    }

    private Task<IStoragePool> PoolAsync() => engine.Pools.OpenAsync(cancellationToken);

    private static string NewVolumeId() => Guid.NewGuid().ToString("N");

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
