using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Something to take back or to remove, as data, so that it outlives the process. Doing it again does no harm.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(DestroyVolume), "destroyVolume")]
[JsonDerivedType(typeof(DestroySnapshot), "destroySnapshot")]
[JsonDerivedType(typeof(Unmount), "unmount")]
[JsonDerivedType(typeof(Remount), "remount")]
[JsonDerivedType(typeof(RemoveMountPoint), "removeMountPoint")]
[JsonDerivedType(typeof(RemoveObject), "removeObject")]
[JsonDerivedType(typeof(RestoreObject), "restoreObject")]
[JsonDerivedType(typeof(RemoveFolder), "removeFolder")]
[JsonDerivedType(typeof(RemoveHostFolder), "removeHostFolder")]
[JsonDerivedType(typeof(RemoveDatasetFolder), "removeDatasetFolder")]
[JsonDerivedType(typeof(CallPlugin), "callPlugin")]
public abstract record CleanUp
{
    private CleanUp()
    {
    }

    // Whether it can be done later: it is about something that only this job knew. The other clean-ups would harm an object that may have
    // changed by then.
    internal bool CanWait => this is DestroyVolume or DestroySnapshot or RemoveObject or RemoveFolder;

    internal bool IsOfCatalog => this is RemoveObject or RestoreObject;

    // Whether it names a type of objects that there is, and what is to be put back is an object.
    internal bool IsSound => this switch
    {
        RemoveObject remove => CatalogType.IsFolder(remove.Folder),
        RestoreObject restore => CatalogType.IsFolder(restore.Folder) && restore.IsWhole,
        _ => true,
    };

    /// <summary>Destroys a volume.</summary>
    /// <param name="Volume">Its id.</param>
    public sealed record DestroyVolume(string Volume) : CleanUp;

    /// <summary>Destroys a snapshot's storage.</summary>
    /// <param name="Snapshot">Its id.</param>
    public sealed record DestroySnapshot(string Snapshot) : CleanUp;

    /// <summary>Unmounts a volume.</summary>
    /// <param name="Volume">Its id.</param>
    /// <param name="Mount">Where it is mounted.</param>
    /// <param name="Kept">Other places where the volume, or a part of it, is mounted and stays so; null for none.</param>
    public sealed record Unmount(string Volume, MountedPath Mount, IReadOnlyList<string>? Kept = null) : CleanUp;

    /// <summary>Mounts a volume that the job unmounted.</summary>
    /// <param name="Volume">Its id.</param>
    /// <param name="Mount">Where it was mounted.</param>
    public sealed record Remount(string Volume, MountedPath Mount) : CleanUp;

    /// <summary>Removes the folder that was made to mount on, unless it is in use.</summary>
    /// <param name="Path">Its path.</param>
    public sealed record RemoveMountPoint(string Path) : CleanUp;

    /// <summary>Removes an object from the catalog.</summary>
    /// <param name="Folder">The catalog folder of its type.</param>
    /// <param name="Reference">Its reference.</param>
    public sealed record RemoveObject(string Folder, string Reference) : CleanUp;

    /// <summary>Puts an object back into the catalog as it was.</summary>
    /// <param name="Folder">The catalog folder of its type.</param>
    /// <param name="Document">The object.</param>
    public sealed record RestoreObject(string Folder, JsonObject Document) : CleanUp
    {
        /// <exception cref="UserException">
        /// The object's document is damaged. It has to be restored before the object can be changed.
        /// </exception>
        internal static RestoreObject Of(CatalogObject item)
        {
            if (item.Damage is { } damage)
                throw damage.ToException();
            var document = JsonSerializer.SerializeToNode(item, item.GetType(), CatalogJson.Default.Options)!.AsObject();
            return new RestoreObject(CatalogType.Of(item.GetType()).Folder, document);
        }

        internal bool IsWhole
        {
            get
            {
                try
                {
                    return Document.Deserialize(CatalogType.InFolder(Folder).Type, CatalogJson.Default.Options) is not null;
                }
                catch (JsonException)
                {
                    return false;
                }
            }
        }
    }

    /// <summary>Removes a folder that is the engine's own.</summary>
    /// <param name="Path">Its path.</param>
    public sealed record RemoveFolder(string Path) : CleanUp;

    /// <summary>Removes the engine's own folder on a host.</summary>
    /// <param name="Environment">The host.</param>
    public sealed record RemoveHostFolder(EnvironmentObject Environment) : CleanUp;

    /// <summary>Removes a dataset's folder from the engine's own on a host, where its plugin keeps what it needs.</summary>
    /// <param name="Environment">The host.</param>
    /// <param name="DatasetGuid">The dataset's GUID.</param>
    public sealed record RemoveDatasetFolder(EnvironmentObject Environment, string DatasetGuid) : CleanUp;

    /// <summary>Calls the operation of a plugin that takes back what another one did on a host.</summary>
    /// <param name="Plugin">The plugin's reference.</param>
    /// <param name="Operation">The operation's name.</param>
    /// <param name="Request">The request message, with its secrets encrypted.</param>
    public sealed record CallPlugin(string Plugin, string Operation, JsonObject Request) : CleanUp;
}
