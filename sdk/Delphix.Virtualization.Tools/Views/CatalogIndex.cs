using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>The engine's objects at one moment, to say by name what they refer to.</summary>
internal sealed class CatalogIndex
{
    private readonly Dictionary<string, CatalogObject> _objects;

    internal CatalogIndex(IEnumerable<CatalogObject> objects) => _objects = objects.ToDictionary(item => item.Reference);

    internal static async Task<CatalogIndex> LoadAsync(LocalEngine engine, CancellationToken cancellationToken) => new(
    [
        .. await engine.ListAsync<PluginObject>(cancellationToken),
        .. await engine.ListAsync<EnvironmentObject>(cancellationToken),
        .. await engine.ListAsync<RepositoryObject>(cancellationToken),
        .. await engine.ListAsync<SourceConfigObject>(cancellationToken),
        .. await engine.ListAsync<LinkedSourceObject>(cancellationToken),
        .. await engine.ListAsync<VirtualSourceObject>(cancellationToken),
        .. await engine.ListAsync<SnapshotObject>(cancellationToken),
    ]);

    /// <summary>All objects of a type, oldest first.</summary>
    internal IEnumerable<T> All<T>()
        where T : CatalogObject => _objects.Values.OfType<T>();

    /// <summary>The object with a reference; null when it is gone or when there is no reference.</summary>
    internal T? Find<T>(string? reference)
        where T : CatalogObject => reference is null ? null : _objects.GetValueOrDefault(reference) as T;

    /// <summary>What users call the object with a reference; the reference itself when the object is gone; null for no reference.</summary>
    internal string? NameOf(string? reference) => Find<CatalogObject>(reference)?.Name ?? reference;

    /// <summary>The object of a type that has a name or reference; null when there is none, or more than one.</summary>
    internal T? Named<T>(string nameOrReference)
        where T : CatalogObject =>
        All<T>().Where(item => item.Name == nameOrReference || item.Reference == nameOrReference).Take(2).ToList() is [var only]
            ? only
            : null;

    /// <summary>The plugin that a repository belongs to.</summary>
    internal PluginObject? PluginOf(string? repository) => Find<PluginObject>(Find<RepositoryObject>(repository)?.Plugin);

    /// <summary>The dataset that is named by itself or by one of its snapshots.</summary>
    internal DatasetObject? DatasetOf(string datasetOrSnapshot) =>
        Named<DatasetObject>(datasetOrSnapshot.Split('@')[0])
        ?? Find<DatasetObject>(Named<SnapshotObject>(datasetOrSnapshot)?.Dataset);

    /// <summary>A dataset's snapshots, oldest first.</summary>
    internal IEnumerable<SnapshotObject> SnapshotsOf(DatasetObject dataset) =>
        All<SnapshotObject>().Where(snapshot => snapshot.Dataset == dataset.Reference);
}
