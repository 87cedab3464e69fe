using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>What holds between datasets: names are unique, and one that another was provisioned from stays.</summary>
internal static class DatasetNames
{
    /// <summary>Checks a new dataset's name.</summary>
    /// <exception cref="UserException">It is taken or not usable.</exception>
    internal static async Task RequireFreeAsync(EngineContext engine, string name, CancellationToken cancellationToken)
    {
        ObjectNames.Check(name, "dataset");
        if ((await AllAsync(engine, cancellationToken)).FirstOrDefault(dataset => dataset.Name == name) is { } taken)
            throw new UserException(
                $"The name '{name}' is taken by {taken.Reference}.", "Choose another name; dSources and VDBs share their names.", "");
    }

    /// <summary>Takes a name for a dataset that is being made.</summary>
    internal static async Task ReserveAsync(WorkflowRun run, DatasetObject dataset)
    {
        using var exclusive = await run.Catalog.LockAsync();
        await RequireFreeAsync(run.Engine, dataset.Name, run.CancellationToken);
        await RequirePartsAsync(run, dataset);
        await run.Catalog.AddAsync(dataset);
    }

    /// <summary>
    /// Checks that nothing that a new dataset belongs to was removed since it was looked up. From then on nothing of it can be.
    /// </summary>
    /// <exception cref="UserException">Something was.</exception>
    internal static async Task RequirePartsAsync(WorkflowRun run, DatasetObject dataset)
    {
        var repository = await run.Catalog.TryGetAsync<RepositoryObject>(dataset.Repository);
        var isThere = repository is not null
            && await run.Catalog.TryGetAsync<PluginObject>(repository.Plugin) is not null
            && await run.Catalog.TryGetAsync<EnvironmentObject>(dataset.Environment) is not null
            && (dataset is not LinkedSourceObject linked
                || await run.Catalog.TryGetAsync<SourceConfigObject>(linked.SourceConfig) is not null);
        if (!isThere)
            throw new UserException(
                $"What '{dataset.Name}' was to belong to has just been removed.",
                "See what there is: dvp repository list, dvp source-config list",
                "");
    }

    /// <summary>Marks a dataset as being deleted, so that nothing new can depend on it.</summary>
    /// <exception cref="UserException">A VDB was provisioned from it.</exception>
    internal static async Task<T> BeginDeleteAsync<T>(WorkflowRun run, T dataset)
        where T : DatasetObject
    {
        using var exclusive = await run.Catalog.LockAsync();
        var children = (await run.Catalog.ListAsync<VirtualSourceObject>()).Where(vdb => vdb.Parent == dataset.Reference).ToList();
        if (children.Count > 0)
        {
            throw new UserException(
                $"'{dataset.Name}' cannot be deleted before what was provisioned from it: "
                    + $"{string.Join(", ", children.Select(child => child.Name))}.",
                "Delete that first.",
                "");
        }

        return await run.Catalog.ReplaceAsync(dataset, dataset with { State = DatasetState.Deleting });
    }

    /// <summary>Checks that a dataset is in use.</summary>
    /// <exception cref="UserException">It is not.</exception>
    internal static void RequireEnabled(DatasetObject dataset, string command)
    {
        RequireWhole(dataset);
        if (dataset.State != DatasetState.Enabled)
            throw new UserException(
                $"'{dataset.Name}' is {dataset.State.ToString().ToUpperInvariant()}.",
                $"Enable it first: dvp {command} enable {dataset.Name}",
                "");
    }

    /// <summary>Checks that a dataset is neither being made nor being deleted.</summary>
    /// <exception cref="UserException">It is: a job on it was cut short.</exception>
    internal static void RequireWhole(DatasetObject dataset)
    {
        if (dataset.State is DatasetState.Creating or DatasetState.Deleting)
        {
            throw new UserException(
                $"'{dataset.Name}' is {dataset.State.ToString().ToUpperInvariant()}.",
                "Wait for its job to end (dvp job list); if none is running, delete the dataset with --force.",
                "");
        }
    }

    internal static Task<IReadOnlyList<DatasetObject>> AllAsync(WorkflowRun run) => AllAsync(run.Engine, run.CancellationToken);

    internal static async Task<IReadOnlyList<DatasetObject>> AllAsync(EngineContext engine, CancellationToken cancellationToken) =>
    [
        .. await engine.Catalog.ListAsync<LinkedSourceObject>(cancellationToken),
        .. await engine.Catalog.ListAsync<VirtualSourceObject>(cancellationToken),
    ];
}
