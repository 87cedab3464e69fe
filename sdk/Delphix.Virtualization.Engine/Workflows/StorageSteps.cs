using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>What a job does with the storage of datasets. Each step says beforehand how it is undone.</summary>
internal sealed class StorageSteps(EngineContext engine, JobExecution job, CancellationToken cancellationToken)
{
    // Volumes that this job made, in which there need not be all yet.
    private readonly HashSet<string> _made = [];

    // Folders that the engine made to mount on, on which this job has unmounted something.
    private readonly HashSet<string> _mountPoints = [];

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
    internal Task<string> PathAsync(DatasetObject dataset) => dataset.HasVolume
        ? RequireAsync(
            pool => pool.VolumePath(dataset.Volume), $"The storage of '{dataset.Name}'", $"delete '{dataset.Name}' with --force.")
        : throw new UserException(
            $"'{dataset.Name}' has no storage: the job that was making it never ended.", $"Delete '{dataset.Name}' with --force.", "");

    /// <summary>The folder that holds a snapshot's data.</summary>
    /// <exception cref="UserException">It is missing.</exception>
    internal Task<string> PathAsync(SnapshotObject snapshot) => RequireAsync(
        pool => pool.SnapshotPath(snapshot.Reference),
        $"The data of the snapshot '{snapshot.Name}'",
        $"delete the snapshot: dvp snapshot delete {snapshot.Name}");

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

            if (known is not null)
                RequireFree(dataset, known);
            // Two jobs that want the same place must not both find it free.
            using var exclusive = await FileLock.AcquireAsync(engine.Directory.Lock("mounts"), null, cancellationToken);
            var mount = new MountedPath(
                MountLocation.Check(path, engine.Directory.Root),
                sharedPath,
                known?.MadeFolder ?? (_mountPoints.Contains(path) || !Directory.Exists(path)),
                environment.AllowsSuidAndDevices);
            var owner = OwnerOf(specification) ?? await OwnerInAsync(environment);
            var kept = dataset.Mounts.Concat(mounts).Select(other => other.Path).Where(other => other != mount.Path);
            // What was mounted there before is mounted there again.
            var undone = mount with { MadeFolder = mount.MadeFolder && !_mountPoints.Contains(mount.Path) };
            await job.UndoByAsync(new CleanUp.Unmount(dataset.Volume, undone, [.. kept.Distinct()]));
            await job.StepAsync($"Mount storage at {mount.Path}", () =>
            {
                var isNew = _made.Contains(dataset.Volume);
                StorageMounter.Mount(volume, mount, owner, engine.Directory.Root, isNew);
                return Task.CompletedTask;
            });
            mounts.Add(mount);
        }

        return dataset with { Mounts = mounts };
    }

    /// <summary>Whether all of a dataset is mounted where it was mounted last.</summary>
    internal async Task<bool> IsMountedAsync(DatasetObject dataset)
    {
        if (!dataset.HasVolume)
            return false;
        var volume = (await PoolAsync()).VolumePath(dataset.Volume);
        return dataset.Mounts.All(mount => StorageMounter.IsMounted(volume, mount));
    }

    /// <summary>Checks that all of a dataset is mounted where it was mounted last.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="problem">What cannot be done otherwise.</param>
    /// <exception cref="UserException">It is not.</exception>
    internal async Task RequireMountedAsync(DatasetObject dataset, string problem) =>
        new DatasetContents(await PoolAsync(), dataset).RequireMounted(problem);

    /// <summary>Unmounts a dataset.</summary>
    /// <returns>The dataset without mounts; it is not saved.</returns>
    internal async Task<T> UnmountAsync<T>(T dataset)
        where T : DatasetObject
    {
        if (!dataset.HasVolume)
            return dataset with { Mounts = [] };
        var pool = await PoolAsync();
        var volume = pool.VolumePath(dataset.Volume);
        foreach (var mount in dataset.Mounts.Reverse())
        {
            if (StorageMounter.IsMounted(volume, mount))
                await job.UndoByAsync(new CleanUp.Remount(dataset.Volume, mount));
            var kept = dataset.Mounts.Where(other => other != mount).Select(other => other.Path);
            await job.StepAsync($"Unmount {mount.Path}", () =>
            {
                new DatasetContents(pool, dataset).RequireUnmount(mount.Path);
                // The folder stays until the job has succeeded. In a directory for all, another user could put one there before the job, or
                // its undo, mounts something there again.
                StorageMounter.Unmount(volume, mount with { MadeFolder = false }, evenIfBusy: false, [.. kept]);
                return Task.CompletedTask;
            });
            if (mount.MadeFolder && _mountPoints.Add(mount.Path))
                job.AfterSuccess(new CleanUp.RemoveMountPoint(mount.Path));
        }

        return dataset with { Mounts = [] };
    }

    /// <summary>Checks that a snapshot of a dataset would hold all that its users see.</summary>
    /// <exception cref="UserException">It would not.</exception>
    internal async Task RequireSnapshotAsync(DatasetObject dataset)
    {
        var pool = await PoolAsync();
        await PathAsync(dataset);
        await new DatasetContents(pool, dataset).RequireSnapshotAsync(cancellationToken);
    }

    /// <summary>Takes a snapshot of a dataset's storage.</summary>
    /// <returns>The snapshot's reference; it is not in the catalog yet.</returns>
    internal async Task<string> SnapshotAsync(DatasetObject dataset)
    {
        // Opens the pool first, because the snapshots in it count when the next reference is chosen.
        var pool = await PoolAsync();
        await PathAsync(dataset);
        var contents = new DatasetContents(pool, dataset);
        await contents.RequireSnapshotAsync(cancellationToken);
        var reference = await engine.Catalog.NextReferenceAsync<SnapshotObject>(cancellationToken);
        await MakeAsync(
            pool,
            "Snapshot storage",
            pool.SnapshotPath(reference),
            new CleanUp.DestroySnapshot(reference),
            () => contents.SnapshotAsync(reference, cancellationToken));
        return reference;
    }

    /// <summary>Checks that the storage of a dataset can be destroyed: once the job has succeeded, that must not fail.</summary>
    /// <exception cref="UserException">Something in it is in the way.</exception>
    internal async Task RequireDestroyAsync(DatasetObject dataset)
    {
        if (dataset.HasVolume)
            await new DatasetContents(await PoolAsync(), dataset).RequireDestroyAsync(cancellationToken);
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
        if (dataset.HasVolume)
            job.AfterSuccess(new CleanUp.DestroyVolume(dataset.Volume));
    }

    // What is mounted where the dataset was mounted last may be its storage as it was before a backup was put back.
    private static void RequireFree(DatasetObject dataset, MountedPath known)
    {
        if (MountTable.Read().At(known.Path) is null)
            return;
        var path = ShellWord.Of(known.Path);
        throw new UserException(
            $"Cannot mount at {known.Path}: something is mounted there already.",
            $"If it is what '{dataset.Name}' was before its storage was replaced, copy what you need of it, then mount the storage that is "
            + $"there now: {DatasetContents.MountAgain(dataset)}. If not, unmount it: umount {path} "
            + $"(findmnt {path} shows what it is).",
            "");
    }

    // Fails where something exists already: it belongs to another job, and the undo of this one would destroy it.
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

    private async Task<string> RequireAsync(Func<IStoragePool, string> pathOf, string what, string otherwise)
    {
        var pool = await PoolAsync();
        await pool.RequireAsync(cancellationToken);
        var path = pathOf(pool);
        return Directory.Exists(path)
            ? path
            : throw new UserException(
                $"{what} is missing: there is no {path}.", $"Put it back from a backup. If it is lost for good, {otherwise}", "");
    }

    // Where the plugin names no owner, storage belongs to the environment user. What the engine's own user makes does so anyway.
    private async Task<(int User, int Group)?> OwnerInAsync(EnvironmentObject environment) => environment.IsOfEngineUser
        ? null
        : await LocalUser.TryFindAsync(environment.User, cancellationToken)
        ?? throw new UserException(
            $"There is no user '{environment.User}' on the engine's own machine any more, who is the user of '{environment.Name}'.",
            "Make the user again, or add an environment with another user.",
            "");

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
