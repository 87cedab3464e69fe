using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Snapshots;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Does clean-ups.</summary>
internal sealed class CleanUpRunner(EngineContext engine)
{
    // A host or a plugin that hangs must not keep the rest from being cleaned up, nor the next command from its work.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <param name="cleanUp">What to do.</param>
    /// <param name="scope">What the call of a plugin is about.</param>
    /// <param name="giveUp">Ends what is done on a host. What is done here is always done to its end.</param>
    internal async Task RunAsync(CleanUp cleanUp, OperationScope scope, CancellationToken giveUp)
    {
        switch (cleanUp)
        {
            case CleanUp.DestroyVolume(""):
                // An older engine recorded this for a dataset without a volume.
                break;
            case CleanUp.DestroyVolume(var volume):
                await RequireForgottenAsync(volume);
                await (await engine.Pools.OpenAsync(CancellationToken.None)).DestroyVolumeAsync(volume, CancellationToken.None);
                await engine.Pools.CloseIfEmptyAsync(CancellationToken.None);
                break;
            case CleanUp.DestroySnapshot(var snapshot):
                await RequireForgottenAsync(snapshot);
                await (await engine.Pools.OpenAsync(CancellationToken.None)).DestroySnapshotAsync(snapshot, CancellationToken.None);
                await engine.Pools.CloseIfEmptyAsync(CancellationToken.None);
                break;
            case CleanUp.Unmount(var volume, var mount, var kept):
                // A program that uses the mount must not prevent the undo.
                StorageMounter.Unmount(await VolumePathAsync(volume), mount, evenIfBusy: true, kept ?? []);
                break;
            case CleanUp.Remount(var volume, var mount):
                var path = await VolumePathAsync(volume);
                await (await engine.Pools.OpenAsync(CancellationToken.None)).RequireAsync(CancellationToken.None);
                if (!Directory.Exists(path))
                    throw new DirectoryNotFoundException($"{mount.Path} is not mounted again, because there is no {path}.");
                if (!StorageMounter.IsMounted(path, mount))
                    StorageMounter.Mount(path, mount);
                break;
            case CleanUp.RemoveMountPoint(var mountPoint):
                StorageMounter.RemoveFolder(mountPoint);
                break;
            case CleanUp.RemoveObject(var folder, var reference):
                engine.Catalog.Delete(CatalogType.InFolder(folder), reference);
                engine.Catalog.DeleteTemporaries(CatalogType.InFolder(folder), reference);
                SnapshotNumbers.Forget(engine.Directory, reference);
                break;
            case CleanUp.RestoreObject(var folder, var document):
                var item = (CatalogObject)document.Deserialize(CatalogType.InFolder(folder).Type, CatalogJson.Default.Options)!;
                var type = CatalogType.InFolder(folder);
                await engine.Catalog.SetAsideIfDamagedAsync(type, item.Reference, CancellationToken.None);
                await engine.Catalog.SaveAsync(item, CancellationToken.None);
                engine.Catalog.DeleteTemporaries(CatalogType.InFolder(folder), item.Reference);
                break;
            case CleanUp.RemoveFolder(var folderPath):
                if (Directory.Exists(folderPath))
                    await FolderRemoval.RunAsync(folderPath, CancellationToken.None);
                RemoveIfOfNoBuild(Path.GetDirectoryName(folderPath));
                break;
            case CleanUp.RemoveHostFolder(var environment):
                await OnHostAsync(
                    $"Removing {environment.ScratchPath} of '{environment.Name}'",
                    ending => HostFolders.RemoveAsync(engine.Hosts.To(environment), environment, ending),
                    giveUp);
                break;
            case CleanUp.RemoveDatasetFolder(var environment, var datasetGuid):
                await OnHostAsync(
                    $"Removing the folder {datasetGuid} from {environment.ScratchPath} of '{environment.Name}'",
                    ending => HostFolders.RemoveDatasetAsync(engine.Hosts.To(environment), environment, datasetGuid, ending),
                    giveUp);
                break;
            case CleanUp.CallPlugin(var plugin, var operation, var request):
                await OnHostAsync(
                    $"{operation} of '{scope.Subject}'", ending => CallAsync(plugin, operation, request, scope, ending), giveUp);
                break;
            default:
                throw new InvalidDataException($"Unknown clean-up {cleanUp}.");
        }
    }

    private static async Task OnHostAsync(string what, Func<CancellationToken, Task> action, CancellationToken giveUp)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        ending.CancelAfter(Longest);
        try
        {
            await action(ending.Token).WaitAsync(ending.Token);
        }
        catch (OperationCanceledException e) when (ending.IsCancellationRequested)
        {
            throw new TimeoutException($"{what} was given up before it ended.", e);
        }
    }

    private async Task CallAsync(
        string plugin, string operation, JsonObject request, OperationScope scope, CancellationToken cancellationToken)
    {
        var installed = await engine.Plugins.GetAsync(plugin, cancellationToken);
        await installed.CallAsync(operation, request, scope, cancellationToken);
    }

    // The record of a job may be older than the catalog, when it comes from a backup: then the storage is no longer what the job left
    // behind.
    private async Task RequireForgottenAsync(string storage)
    {
        var isKnown = engine.Catalog.Exists(CatalogType.Of<SnapshotObject>(), storage)
            || (await DatasetNames.AllAsync(engine, CancellationToken.None)).Any(dataset => dataset.Volume == storage);
        if (isKnown)
            throw new InvalidOperationException($"The storage {storage} stays, because the catalog names it.");
    }

    // Removes the folder of a plugin together with that of its last build.
    private void RemoveIfOfNoBuild(string? folder)
    {
        if (Path.GetDirectoryName(folder) == engine.Directory.Plugins && Directory.Exists(folder)
            && !Directory.EnumerateFileSystemEntries(folder).Any())
            Directory.Delete(folder);
    }

    private async Task<string> VolumePathAsync(string volume) =>
        (await engine.Pools.OpenAsync(CancellationToken.None)).VolumePath(volume);
}
