using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Snapshots;

/// <summary>How users name snapshots: <c>DATASET@NUMBER</c>, a reference, or a dataset for its newest.</summary>
internal static class SnapshotNames
{
    /// <summary>Finds a snapshot and its dataset, which is null where the catalog has lost it.</summary>
    /// <exception cref="UserException">There is none.</exception>
    internal static async Task<(DatasetObject? Dataset, SnapshotObject Snapshot)> FindAsync(
        EngineContext engine, string name, CancellationToken cancellationToken)
    {
        var snapshots = await engine.Catalog.ListAsync<SnapshotObject>(cancellationToken);
        var datasets = await DatasetNames.AllAsync(engine, cancellationToken);
        // A reference is unique, so it wins over a name that looks like one.
        var named = datasets.FirstOrDefault(dataset => dataset.Reference == name);
        var found = snapshots.FirstOrDefault(snapshot => snapshot.Reference == name);
        if (found is null && (named ?? datasets.FirstOrDefault(dataset => dataset.Name == name)) is { } whole)
            return (whole, Newest(whole, snapshots));
        found ??= snapshots.FirstOrDefault(snapshot => Names(snapshot, name, datasets));
        if (found is not null)
            return (datasets.FirstOrDefault(dataset => dataset.Reference == found.Dataset), found);
        throw new UserException(
            $"There is no dataset or snapshot '{name}'.",
            name.Contains('@')
                ? "See what there is: dvp snapshot list"
                : NearestName.Suggest(name, datasets.Select(dataset => dataset.Name), "dataset"),
            "");
    }

    /// <summary>Finds the reference of the plugin that a snapshot is of; null where the catalog cannot say it.</summary>
    /// <exception cref="UserException">There is no such snapshot.</exception>
    internal static async Task<string?> FindPluginAsync(EngineContext engine, string name, CancellationToken cancellationToken) =>
        (await FindAsync(engine, name, cancellationToken)).Dataset is { } dataset
            ? await OwningPlugin.FindAsync(engine, dataset, cancellationToken)
            : null;

    /// <summary>Finds a snapshot that is named itself, not only by its dataset.</summary>
    /// <exception cref="UserException">There is none.</exception>
    internal static async Task<SnapshotObject> FindExactAsync(EngineContext engine, string name, CancellationToken cancellationToken)
    {
        var (dataset, snapshot) = await FindAsync(engine, name, cancellationToken);
        return snapshot.Reference != name && (dataset?.Name == name || dataset?.Reference == name)
            ? throw new UserException(
                $"'{name}' is a dataset, not one of its snapshots.", $"Name the snapshot, for example {snapshot.Name}.", "")
            : snapshot;
    }

    /// <summary>Finds a snapshot of a given dataset; null names the newest.</summary>
    /// <exception cref="UserException">There is none.</exception>
    internal static async Task<SnapshotObject> FindOfAsync(WorkflowRun run, DatasetObject dataset, string? name)
    {
        var own = (await run.Catalog.ListAsync<SnapshotObject>()).Where(snapshot => snapshot.Dataset == dataset.Reference).ToList();
        if (name is null)
            return Newest(dataset, own);
        var wanted = name.StartsWith('@') ? dataset.Name + name : name;
        return own.FirstOrDefault(snapshot => Names(snapshot, wanted, [dataset]) || snapshot.Name == $"{dataset.Name}@{name}")
            ?? throw new UserException(
                $"'{dataset.Name}' has no snapshot '{name}'.",
                own.Count == 0 ? "It has no snapshots." : $"Its snapshots are: {string.Join(", ", own.Select(snapshot => snapshot.Name))}.",
                "");
    }

    /// <summary>Puts a new VDB into the catalog, unless its name was taken or its snapshot deleted meanwhile.</summary>
    /// <returns>The snapshot to provision from.</returns>
    internal static async Task<SnapshotObject> HoldAsync(WorkflowRun run, VirtualSourceObject created)
    {
        using var exclusive = await run.Catalog.LockAsync();
        await DatasetNames.RequireFreeAsync(run.Engine, created.Name, run.CancellationToken);
        var parent = (await DatasetNames.AllAsync(run)).FirstOrDefault(dataset => dataset.Reference == created.Parent);
        var snapshot = await run.Catalog.TryGetAsync<SnapshotObject>(created.Snapshot!);
        if (snapshot is null || parent is null or { State: DatasetState.Deleting })
            throw new UserException("The snapshot to provision from has just been deleted.", "Choose another: dvp snapshot list", "");
        await DatasetNames.RequirePartsAsync(run, created);
        await run.Catalog.AddAsync(created);
        return snapshot;
    }

    /// <summary>
    /// Notes that a VDB is about to get a snapshot's data, so that the snapshot cannot be deleted meanwhile, nor the one that it has its
    /// data from.
    /// </summary>
    internal static async Task HoldAsync(WorkflowRun run, VirtualSourceObject dataset, SnapshotObject snapshot)
    {
        using var exclusive = await run.Catalog.LockAsync();
        await run.Catalog.ReadAgainAsync(snapshot);
        await run.Catalog.ReplaceAsync(dataset, dataset with { NextSnapshot = snapshot.Reference });
    }

    private static SnapshotObject Newest(DatasetObject dataset, IEnumerable<SnapshotObject> snapshots) =>
        snapshots.LastOrDefault(snapshot => snapshot.Dataset == dataset.Reference)
        ?? throw new UserException($"'{dataset.Name}' has no snapshot yet.", "Take one first.", "");

    private static bool Names(SnapshotObject snapshot, string name, IEnumerable<DatasetObject> datasets)
    {
        if (snapshot.Reference == name || snapshot.Name == name)
            return true;
        var at = name.LastIndexOf('@');
        return at > 0
            && datasets.Any(
                dataset => dataset.Reference == name[..at]
                    && dataset.Reference == snapshot.Dataset
                    && snapshot.Name.EndsWith(name[at..], StringComparison.Ordinal));
    }
}
