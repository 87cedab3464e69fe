using System.Text.Json;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Processes;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Does clean-ups.</summary>
internal sealed class CleanUpRunner(EngineContext engine)
{
    /// <param name="cleanUp">What to do.</param>
    /// <param name="scope">What the call of a plugin is about.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task RunAsync(CleanUp cleanUp, OperationScope scope, CancellationToken cancellationToken)
    {
        switch (cleanUp)
        {
            case CleanUp.DestroyVolume(var volume):
                await (await engine.Pools.OpenAsync(cancellationToken).ConfigureAwait(false)).DestroyVolumeAsync(volume, cancellationToken).ConfigureAwait(false);
                await engine.Pools.CloseIfEmptyAsync(cancellationToken).ConfigureAwait(false);
                break;
            case CleanUp.DestroySnapshot(var snapshot):
                await (await engine.Pools.OpenAsync(cancellationToken).ConfigureAwait(false)).DestroySnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
                await engine.Pools.CloseIfEmptyAsync(cancellationToken).ConfigureAwait(false);
                break;
            case CleanUp.Unmount(var volume, var mount):
                // A program that sits in what the job mounted must not keep it there.
                await StorageMounter.UnmountAsync(await SourceAsync(volume, mount, cancellationToken).ConfigureAwait(false), mount, evenIfBusy: true, cancellationToken).ConfigureAwait(false);
                break;
            case CleanUp.Remount(var volume, var mount):
                var source = await SourceAsync(volume, mount, cancellationToken).ConfigureAwait(false);
                if (!StorageMounter.IsMounted(source, mount))
                    await StorageMounter.MountAsync(source, mount, cancellationToken).ConfigureAwait(false);
                break;
            case CleanUp.RemoveObject(var folder, var reference):
                engine.Catalog.Delete(CatalogType.InFolder(folder), reference);
                engine.Catalog.DeleteTemporaries(CatalogType.InFolder(folder), reference);
                break;
            case CleanUp.RestoreObject(var folder, var document):
                var item = (CatalogObject)document.Deserialize(CatalogType.InFolder(folder).Type, CatalogStore.Json)!;
                await engine.Catalog.SaveAsync(item, cancellationToken).ConfigureAwait(false);
                engine.Catalog.DeleteTemporaries(CatalogType.InFolder(folder), item.Reference);
                break;
            case CleanUp.RemoveFolder(var path):
                if (Directory.Exists(path))
                    await FolderRemoval.RunAsync(path, cancellationToken).ConfigureAwait(false);
                break;
            case CleanUp.RemoveHostFolder(var environment):
                await HostFolders.RemoveAsync(engine.Hosts.To(environment), environment, cancellationToken).ConfigureAwait(false);
                break;
            case CleanUp.CallPlugin(var plugin, var operation, var request):
                await (await engine.Plugins.GetAsync(plugin, cancellationToken).ConfigureAwait(false)).CallAsync(operation, request, scope, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new InvalidDataException($"Unknown clean-up {cleanUp}.");
        }
    }

    private async Task<string> SourceAsync(string volume, MountedPath mount, CancellationToken cancellationToken)
    {
        var path = (await engine.Pools.OpenAsync(cancellationToken).ConfigureAwait(false)).VolumePath(volume);
        return mount.SharedPath is null ? path : Path.Combine(path, mount.SharedPath);
    }
}
