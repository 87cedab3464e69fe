using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Snapshots;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>What a job reads of the catalog and changes in it. Each change says beforehand how it is undone.</summary>
internal sealed class CatalogSteps(EngineContext engine, JobExecution job, CancellationToken cancellationToken)
{
    /// <summary>Held while something is checked over several objects and then changed, for as short as possible.</summary>
    internal Task<FileLock> LockAsync() => engine.Catalog.LockAsync(cancellationToken);

    /// <summary>All objects of a type, oldest first.</summary>
    internal Task<IReadOnlyList<T>> ListAsync<T>()
        where T : CatalogObject => engine.Catalog.ListAsync<T>(cancellationToken);

    /// <summary>The object with a reference; null when there is none.</summary>
    internal Task<T?> TryGetAsync<T>(string reference)
        where T : CatalogObject => engine.Catalog.TryGetAsync<T>(reference, cancellationToken);

    /// <summary>The object as it is now, under whatever lock the caller holds.</summary>
    /// <exception cref="UserException">It has been deleted meanwhile.</exception>
    internal async Task<T> ReadAgainAsync<T>(T item)
        where T : CatalogObject =>
        await TryGetAsync<T>(item.Reference)
        ?? throw new UserException($"The {CatalogType.Of<T>().Noun} '{item.Name}' has just been deleted.", "Nothing is left to do.", "");

    /// <summary>Adds a new object.</summary>
    /// <exception cref="UserException">There is one with its reference, which stays as it is.</exception>
    internal async Task<T> AddAsync<T>(T item)
        where T : CatalogObject
    {
        var type = CatalogType.Of(item.GetType());
        if (engine.Catalog.Exists(type, item.Reference))
            throw new UserException($"The catalog has a {type.Noun} {item.Reference} already.", "Start the job again.", "");
        await job.UndoByAsync(new CleanUp.RemoveObject(type.Folder, item.Reference));
        await engine.Catalog.SaveAsync(item, cancellationToken);
        return item;
    }

    /// <summary>Adds a snapshot that was taken of a dataset's storage.</summary>
    /// <returns>The snapshot, and the dataset with its next number; the dataset is not saved.</returns>
    internal async Task<(SnapshotObject Snapshot, T Dataset)> AddSnapshotAsync<T>(T dataset, string reference, JsonObject returned)
        where T : DatasetObject
    {
        var number = await SnapshotNumbers.TakeAsync(engine, dataset, cancellationToken);
        var snapshot = await AddAsync(new SnapshotObject
        {
            Reference = reference,
            Name = string.Create(CultureInfo.InvariantCulture, $"{dataset.Name}@{number}"),
            CreatedAt = engine.Clock.GetUtcNow(),
            Dataset = dataset.Reference,
            Parameters = returned["snapshot"]!["parameters"]!.DeepClone().AsObject(),
        });
        job.Took(snapshot);
        return (snapshot, dataset with { NextSnapshotNumber = number + 1 });
    }

    /// <summary>Replaces an object.</summary>
    internal async Task<T> ReplaceAsync<T>(T old, T item)
        where T : CatalogObject
    {
        await ReplaceAllAsync([(old, item)]);
        return item;
    }

    /// <summary>Replaces many objects.</summary>
    internal async Task ReplaceAllAsync(IReadOnlyList<(CatalogObject Old, CatalogObject New)> items)
    {
        await job.UndoByAsync([.. items.Select(item => CleanUp.RestoreObject.Of(item.Old))]);
        foreach (var (_, item) in items)
            await engine.Catalog.SaveAsync(item, cancellationToken);
    }

    /// <summary>Removes an object.</summary>
    internal async Task RemoveAsync(CatalogObject item)
    {
        await job.UndoByAsync(CleanUp.RestoreObject.Of(item));
        engine.Catalog.Delete(CatalogType.Of(item.GetType()), item.Reference);
    }

    /// <summary>Removes a repository, and the source configs that belong to it.</summary>
    internal async Task RemoveWithSourceConfigsAsync(RepositoryObject repository)
    {
        foreach (var config in (await ListAsync<SourceConfigObject>()).Where(config => config.Repository == repository.Reference))
            await RemoveAsync(config);
        await RemoveAsync(repository);
    }
}
