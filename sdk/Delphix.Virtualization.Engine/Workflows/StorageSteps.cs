using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>What a job does with the storage of datasets. Each step says beforehand how it is undone.</summary>
internal sealed class StorageSteps(EngineContext engine, JobExecution job, CancellationToken cancellationToken)
{
    /// <summary>Makes an empty volume.</summary>
    internal async Task<string> CreateAsync()
    {
        var volume = NewVolumeId();
        await job.UndoByAsync(new CleanUp.DestroyVolume(volume));
        await job.StepAsync("Create storage", async () => await (await PoolAsync()).CreateAsync(volume, cancellationToken));
        return volume;
    }

    /// <summary>Makes a volume from a snapshot.</summary>
    internal async Task<string> CloneAsync(SnapshotObject snapshot)
    {
        var volume = NewVolumeId();
        await job.UndoByAsync(new CleanUp.DestroyVolume(volume));
        await job.StepAsync(
            $"Clone {snapshot.Name}", async () => await (await PoolAsync()).CloneAsync(snapshot.Reference, volume, cancellationToken));
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
        var volume = await PathAsync(dataset);
        var mounts = new List<MountedPath>();
        foreach (var (path, sharedPath) in MountPlaces.Read(specification, environment))
        {
            var known = dataset.Mounts.FirstOrDefault(mount => mount.Path == path && mount.SharedPath == sharedPath);
            if (known is not null && StorageMounter.IsMounted(volume, known))
            {
                mounts.Add(known);
                continue;
            }

            // Two jobs that want the same place must not both find it free.
            using var exclusive = await FileLock.AcquireAsync(engine.Directory.Lock("mounts"), null, cancellationToken);
            var mount = new MountedPath(
                MountLocation.Check(path, engine.Directory.Root), sharedPath, known?.MadeFolder ?? !Directory.Exists(path));
            var kept = dataset.Mounts.Concat(mounts).Select(other => other.Path).Where(other => other != mount.Path);
            await job.UndoByAsync(new CleanUp.Unmount(dataset.Volume, mount, [.. kept.Distinct()]));
            await job.StepAsync($"Mount storage at {mount.Path}", () =>
            {
                StorageMounter.Mount(volume, mount, OwnerOf(specification), engine.Directory.Root);
                return Task.CompletedTask;
            });
            mounts.Add(mount);
        }

        return dataset with { Mounts = mounts };
    }

    /// <summary>Whether all of a dataset is mounted where it was mounted last.</summary>
    internal async Task<bool> IsMountedAsync(DatasetObject dataset)
    {
        var volume = await PathAsync(dataset);
        return dataset.Mounts.Count > 0 && dataset.Mounts.All(mount => StorageMounter.IsMounted(volume, mount));
    }

    /// <summary>Unmounts a dataset.</summary>
    /// <returns>The dataset without mounts; it is not saved.</returns>
    internal async Task<T> UnmountAsync<T>(T dataset)
        where T : DatasetObject
    {
        var volume = await PathAsync(dataset);
        foreach (var mount in dataset.Mounts.Reverse())
        {
            if (StorageMounter.IsMounted(volume, mount))
                await job.UndoByAsync(new CleanUp.Remount(dataset.Volume, mount));
            var kept = dataset.Mounts.Where(other => other != mount).Select(other => other.Path);
            await job.StepAsync($"Unmount {mount.Path}", () =>
            {
                StorageMounter.Unmount(volume, mount, evenIfBusy: false, [.. kept]);
                return Task.CompletedTask;
            });
        }

        return dataset with { Mounts = [] };
    }

    /// <summary>Takes a snapshot of a dataset's storage.</summary>
    /// <returns>The snapshot's reference; it is not in the catalog yet.</returns>
    internal async Task<string> SnapshotAsync(DatasetObject dataset)
    {
        var reference = await engine.Catalog.NextReferenceAsync<SnapshotObject>(cancellationToken);
        await job.UndoByAsync(new CleanUp.DestroySnapshot(reference));
        await job.StepAsync(
            "Snapshot storage", async () => await (await PoolAsync()).SnapshotAsync(dataset.Volume, reference, cancellationToken));
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

        job.AfterSuccess(new CleanUp.DestroyVolume(dataset.Volume));
        job.AfterSuccess(new CleanUp.RemoveObject(CatalogType.Of(dataset.GetType()).Folder, dataset.Reference));
    }

    private Task<IStoragePool> PoolAsync() => engine.Pools.OpenAsync(cancellationToken);

    private static string NewVolumeId() => Guid.NewGuid().ToString("N");

    private static (int User, int Group)? OwnerOf(JsonObject specification)
    {
        if (specification["ownershipSpec"] is not JsonObject owner)
            return null;
        var (user, group) = (owner["uid"]!.GetValue<int>(), owner["gid"]!.GetValue<int>());
        return Environment.IsPrivilegedProcess
            ? (user, group)
            : throw new UserException(
                $"The storage cannot be given to {user}:{group}, as the engine does not run as root.",
                "Run the engine as root, or leave out the owner.",
                "");
    }
}
