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
        if ((await AllAsync(engine, cancellationToken).ConfigureAwait(false)).FirstOrDefault(dataset => dataset.Name == name) is { } taken)
            throw new UserException($"The name '{name}' is taken by {taken.Reference}.", "Choose another name; dSources and VDBs share their names.", "");
    }

    /// <summary>Takes a name for a dataset that is being made.</summary>
    internal static async Task ReserveAsync(EngineContext engine, DatasetSteps steps, DatasetObject dataset, CancellationToken cancellationToken)
    {
        using var exclusive = await engine.Catalog.LockAsync(cancellationToken).ConfigureAwait(false);
        await RequireFreeAsync(engine, dataset.Name, cancellationToken).ConfigureAwait(false);
        await steps.AddAsync(dataset).ConfigureAwait(false);
    }

    /// <summary>Marks a dataset as being deleted, so that nothing new can depend on it.</summary>
    /// <exception cref="UserException">A VDB was provisioned from it.</exception>
    internal static async Task<T> BeginDeleteAsync<T>(EngineContext engine, DatasetSteps steps, T dataset, CancellationToken cancellationToken)
        where T : DatasetObject
    {
        using var exclusive = await engine.Catalog.LockAsync(cancellationToken).ConfigureAwait(false);
        var children = (await engine.Catalog.ListAsync<VirtualSourceObject>(cancellationToken).ConfigureAwait(false)).Where(vdb => vdb.Parent == dataset.Reference).ToList();
        if (children.Count > 0)
        {
            throw new UserException(
                $"'{dataset.Name}' cannot be deleted: {string.Join(", ", children.Select(child => child.Name))} was provisioned from it.",
                "Delete what was provisioned from it first.",
                "");
        }

        return await steps.ReplaceAsync(dataset, dataset with { State = DatasetState.Deleting }).ConfigureAwait(false);
    }

    /// <summary>Checks that a dataset is in use.</summary>
    /// <exception cref="UserException">It is not.</exception>
    internal static void RequireEnabled(DatasetObject dataset, string command)
    {
        if (dataset.State != DatasetState.Enabled)
            throw new UserException($"'{dataset.Name}' is {dataset.State.ToString().ToUpperInvariant()}.", $"Enable it first: dvp {command} enable {dataset.Name}", "");
    }

    internal static async Task<IReadOnlyList<DatasetObject>> AllAsync(EngineContext engine, CancellationToken cancellationToken) =>
    [
        .. await engine.Catalog.ListAsync<LinkedSourceObject>(cancellationToken).ConfigureAwait(false),
        .. await engine.Catalog.ListAsync<VirtualSourceObject>(cancellationToken).ConfigureAwait(false),
    ];
}
