using System.Text.Json;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Processes;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Does clean-ups.</summary>
internal sealed class CleanUpRunner(CatalogStore catalog, StoragePools pools)
{
    internal async Task RunAsync(CleanUp cleanUp, CancellationToken cancellationToken)
    {
        switch (cleanUp)
        {
            case CleanUp.DestroyVolume(var volume):
                await (await pools.OpenAsync(cancellationToken).ConfigureAwait(false)).DestroyVolumeAsync(volume, cancellationToken).ConfigureAwait(false);
                await pools.CloseIfEmptyAsync(cancellationToken).ConfigureAwait(false);
                break;
            case CleanUp.DestroySnapshot(var snapshot):
                await (await pools.OpenAsync(cancellationToken).ConfigureAwait(false)).DestroySnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
                await pools.CloseIfEmptyAsync(cancellationToken).ConfigureAwait(false);
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
                catalog.Delete(CatalogType.InFolder(folder), reference);
                catalog.DeleteTemporaries(CatalogType.InFolder(folder), reference);
                break;
            case CleanUp.RestoreObject(var folder, var document):
                var item = (CatalogObject)document.Deserialize(CatalogType.InFolder(folder).Type, CatalogStore.Json)!;
                await catalog.SaveAsync(item, cancellationToken).ConfigureAwait(false);
                catalog.DeleteTemporaries(CatalogType.InFolder(folder), item.Reference);
                break;
            case CleanUp.RemoveFolder(var path):
                if (Directory.Exists(path))
                    await FolderRemoval.RunAsync(path, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new InvalidDataException($"Unknown clean-up {cleanUp}.");
        }
    }

    private async Task<string> SourceAsync(string volume, MountedPath mount, CancellationToken cancellationToken)
    {
        var path = (await pools.OpenAsync(cancellationToken).ConfigureAwait(false)).VolumePath(volume);
        return mount.SharedPath is null ? path : Path.Combine(path, mount.SharedPath);
    }
}
