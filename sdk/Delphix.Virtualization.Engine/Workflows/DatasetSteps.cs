using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Processes;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The steps that workflows of dSources and of VDBs have in common. Each says beforehand how it is undone.</summary>
internal sealed class DatasetSteps(EngineContext engine, JobExecution job, CancellationToken cancellationToken)
{
    /// <summary>Whether the job goes on when an optional operation fails; the failure is told.</summary>
    internal bool Force { get; init; }

    /// <summary>Calls a plugin operation; nothing happens when it is optional and the plugin lacks it.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="operation">The operation's name.</param>
    /// <param name="request">The request message.</param>
    /// <param name="optional">Whether the plugin may lack the operation.</param>
    /// <param name="copiedInto">The folder into which the operation may have the engine copy; null for none.</param>
    /// <returns>The content of <c>returnValue</c>; null when the plugin lacks the operation, or it failed and the job goes on.</returns>
    internal async Task<JsonObject?> CallAsync(InstalledPlugin plugin, string operation, JsonObject request, bool optional = false, string? copiedInto = null)
    {
        if (optional && !plugin.Implements(operation))
            return null;
        var scope = new OperationScope(job.Job.Reference, job.Job.Target, job.Tell) { Volume = copiedInto };
        try
        {
            return await job.PluginStepAsync(operation, progress => plugin.CallAsync(operation, request, scope with { Progress = progress }, cancellationToken));
        }
        catch (Exception e) when (Force && optional && e is not OperationCanceledException)
        {
            var error = JobErrors.Describe(e);
            job.Tell($"{operation} failed, and the job goes on as it was forced: {error.Message} {error.Output}".TrimEnd());
            return null;
        }
    }

    /// <summary>Loads what a plugin is called with.</summary>
    /// <returns>Null when that fails and the job goes on: what it was needed for is told.</returns>
    internal async Task<T?> LoadAsync<T>(Func<Task<T>> loadAsync, string neededFor)
        where T : class
    {
        try
        {
            return await loadAsync();
        }
        catch (Exception e) when (Force && e is not OperationCanceledException)
        {
            job.Tell($"The plugin was not asked for {neededFor}, and the job goes on as it was forced: {JobErrors.Describe(e).Message}");
            return null;
        }
    }

    /// <summary>Puts a new object into the catalog.</summary>
    internal async Task<T> AddAsync<T>(T item)
        where T : CatalogObject
    {
        await job.UndoByAsync(new CleanUp.RemoveObject(CatalogType.Of(item.GetType()).Folder, item.Reference));
        await engine.Catalog.SaveAsync(item, cancellationToken);
        return item;
    }

    /// <summary>Replaces an object of the catalog.</summary>
    internal async Task<T> ReplaceAsync<T>(T old, T item)
        where T : CatalogObject
    {
        await job.UndoByAsync(CleanUp.RestoreObject.Of(old));
        await engine.Catalog.SaveAsync(item, cancellationToken);
        return item;
    }

    /// <summary>Replaces many objects of the catalog.</summary>
    internal async Task ReplaceAllAsync(IReadOnlyList<(CatalogObject Old, CatalogObject New)> items)
    {
        await job.UndoByAsync([.. items.Select(item => CleanUp.RestoreObject.Of(item.Old))]);
        foreach (var (_, item) in items)
            await engine.Catalog.SaveAsync(item, cancellationToken);
    }

    /// <summary>The object as it is now, under whatever lock the caller holds.</summary>
    /// <exception cref="UserException">It has been deleted meanwhile.</exception>
    internal async Task<T> ReadAgainAsync<T>(T item)
        where T : CatalogObject =>
        await engine.Catalog.TryGetAsync<T>(item.Reference, cancellationToken)
        ?? throw new UserException($"The {CatalogType.Of<T>().Noun} '{item.Name}' has just been deleted.", "Nothing is left to do.", "");

    /// <summary>Takes an object out of the catalog.</summary>
    internal async Task RemoveAsync<T>(T item)
        where T : CatalogObject
    {
        await job.UndoByAsync(CleanUp.RestoreObject.Of(item));
        engine.Catalog.Delete(CatalogType.Of(item.GetType()), item.Reference);
    }

    /// <summary>Makes an empty volume.</summary>
    internal async Task<string> CreateVolumeAsync()
    {
        var volume = NewStorageId();
        await job.UndoByAsync(new CleanUp.DestroyVolume(volume));
        await job.StepAsync("Create storage", async () => await (await PoolAsync()).CreateAsync(volume, cancellationToken));
        return volume;
    }

    /// <summary>The folder that holds a dataset's storage.</summary>
    internal async Task<string> VolumePathAsync(DatasetObject dataset) => (await PoolAsync()).VolumePath(dataset.Volume);

    /// <summary>Makes a volume from a snapshot.</summary>
    internal async Task<string> CloneAsync(SnapshotObject snapshot)
    {
        var volume = NewStorageId();
        await job.UndoByAsync(new CleanUp.DestroyVolume(volume));
        await job.StepAsync($"Clone {snapshot.Name}", async () =>
            await (await PoolAsync()).CloneAsync(snapshot.Reference, volume, cancellationToken));
        return volume;
    }

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
        foreach (var asked in MountsIn(specification))
        {
            var (path, sharedPath) = Read(asked, environment);
            var source = SourceOf(pool, dataset.Volume, sharedPath);
            var known = dataset.Mounts.FirstOrDefault(mount => mount.Path == path && mount.SharedPath == sharedPath);
            if (known is not null && StorageMounter.IsMounted(source, known))
            {
                mounts.Add(known);
                continue;
            }

            // Two jobs that want the same place must not both find it free.
            using var exclusive = await FileLock.AcquireAsync(engine.Directory.Lock("mounts"), null, cancellationToken);
            var mount = new MountedPath(StorageMounter.Check(path, engine.Directory.Root), sharedPath, known?.MadeFolder ?? !Directory.Exists(path));
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

    /// <summary>Checks that a dataset which is mounted would be mounted at the same places again.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="environment">The host that it is mounted on.</param>
    /// <param name="specification">What the plugin's mountSpecification returns now.</param>
    /// <exception cref="UserException">It would not.</exception>
    internal static void RequireMountedAs(DatasetObject dataset, EnvironmentObject environment, JsonObject specification)
    {
        var asked = MountsIn(specification).Select(mount => Read(mount, environment)).ToList();
        if (!asked.SequenceEqual(dataset.Mounts.Select(mount => (mount.Path, mount.SharedPath))))
        {
            throw new UserException(
                $"'{dataset.Name}' is mounted at {string.Join(", ", dataset.Mounts.Select(mount => mount.Path))}, and with these values it would be mounted at {string.Join(", ", asked.Select(mount => mount.Path))}.",
                "Disable it first, then change the values and enable it.",
                "");
        }
    }

    /// <summary>Whether all of a dataset is mounted where it was mounted last.</summary>
    internal async Task<bool> IsMountedAsync(DatasetObject dataset)
    {
        var pool = await PoolAsync();
        return dataset.Mounts.Count > 0 && dataset.Mounts.All(mount => StorageMounter.IsMounted(SourceOf(pool, dataset.Volume, mount.SharedPath), mount));
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
            await job.StepAsync($"Unmount {mount.Path}", () => StorageMounter.UnmountAsync(source, mount, evenIfBusy: false, cancellationToken));
        }

        return dataset with { Mounts = [] };
    }

    /// <summary>Takes a snapshot of a dataset's storage.</summary>
    /// <returns>The snapshot's reference; it is not in the catalog yet.</returns>
    internal async Task<string> SnapshotAsync(DatasetObject dataset)
    {
        var reference = await engine.Catalog.NextReferenceAsync<SnapshotObject>(cancellationToken);
        await job.UndoByAsync(new CleanUp.DestroySnapshot(reference));
        await job.StepAsync("Snapshot storage", async () =>
            await (await PoolAsync()).SnapshotAsync(dataset.Volume, reference, cancellationToken));
        return reference;
    }

    /// <summary>Puts a snapshot that was taken into the catalog.</summary>
    /// <returns>The snapshot, and the dataset with its next number; the dataset is not saved.</returns>
    internal async Task<(SnapshotObject Snapshot, T Dataset)> AddSnapshotAsync<T>(T dataset, string reference, JsonObject returned)
        where T : DatasetObject
    {
        var snapshot = await AddAsync(new SnapshotObject
        {
            Reference = reference,
            Name = string.Create(CultureInfo.InvariantCulture, $"{dataset.Name}@{dataset.NextSnapshotNumber}"),
            CreatedAt = engine.Clock.GetUtcNow(),
            Dataset = dataset.Reference,
            Parameters = returned["snapshot"]!["parameters"]!.DeepClone().AsObject(),
        });
        job.Tell($"Took the snapshot {snapshot.Name}.");
        return (snapshot, dataset with { NextSnapshotNumber = dataset.NextSnapshotNumber + 1 });
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

    /// <summary>Checks that storage can be mounted in an environment.</summary>
    /// <exception cref="UserException">It is another machine.</exception>
    internal static void RequireLocal(EnvironmentObject environment, string role)
    {
        if (!environment.IsLocal)
        {
            throw new UserException(
                $"The environment '{environment.Name}' ({environment.Address}) cannot be a {role} environment: the local engine mounts storage only on its own machine.",
                $"Use an environment whose address is {EnvironmentObject.LocalAddress}.",
                "");
        }
    }

    private Task<IStoragePool> PoolAsync() => engine.Pools.OpenAsync(cancellationToken);

    private static string NewStorageId() => Guid.NewGuid().ToString("N");

    private static string SourceOf(IStoragePool pool, string volume, string? sharedPath) =>
        sharedPath is null ? pool.VolumePath(volume) : Path.Combine(pool.VolumePath(volume), sharedPath);

    private static (string Path, string? SharedPath) Read(JsonObject mount, EnvironmentObject environment)
    {
        var reference = mount["remoteEnvironment"]!["reference"]!.GetValue<string>();
        if (reference != environment.Reference)
        {
            throw new UserException(
                $"The plugin wants to mount in the environment {reference}, but the dataset belongs to {environment.Reference} ({environment.Name}).",
                "Use a build of the plugin that mounts in the dataset's own environment; the local engine mounts nowhere else.",
                "");
        }

        var sharedPath = mount["sharedPath"]?.GetValue<string>().Trim('/');
        if (sharedPath is not null && sharedPath.Split('/').Contains(".."))
            throw new UserException($"The plugin wants to mount '{sharedPath}', which leads out of the storage.", null, "");
        return (Path.TrimEndingDirectorySeparator(Path.GetFullPath(mount["mountPath"]!.GetValue<string>())), string.IsNullOrEmpty(sharedPath) ? null : sharedPath);
    }

    private static IEnumerable<JsonObject> MountsIn(JsonObject specification) =>
        specification["stagedMount"] is JsonObject single ? [single] : specification["mounts"]!.AsArray().Select(mount => mount!.AsObject());

    private async Task OwnAsync(string source, JsonObject specification)
    {
        if (specification["ownershipSpec"] is not JsonObject owner)
            return;
        var uid = owner["uid"]!.GetValue<int>();
        var gid = owner["gid"]!.GetValue<int>();
        if (!Environment.IsPrivilegedProcess)
            throw new UserException($"The storage cannot be given to {uid}:{gid}, as the engine does not run as root.", "Run the engine as root, or leave out the owner.", "");
        await Tool.RunAsync("chown", [string.Create(CultureInfo.InvariantCulture, $"{uid}:{gid}"), "--", source], cancellationToken);
    }
}
