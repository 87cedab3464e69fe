using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>What uses an object, and so keeps it from being removed.</summary>
internal static class ObjectUses
{
    /// <summary>Names something that uses an object; null when nothing does.</summary>
    internal static async Task<string?> FindAsync(WorkflowRun run, CatalogObject item)
    {
        var reference = item.Reference;
        var datasets = await DatasetNames.AllAsync(run);
        CatalogObject? user = item switch
        {
            SourceConfigObject => datasets.OfType<LinkedSourceObject>().FirstOrDefault(dataset => dataset.SourceConfig == reference),
            RepositoryObject => datasets.FirstOrDefault(dataset => dataset.Repository == reference)
                ?? (await run.Catalog.ListAsync<SourceConfigObject>())
                    .FirstOrDefault(config => config.Repository == reference && config.IsManual) as CatalogObject,
            EnvironmentObject => datasets.FirstOrDefault(dataset => dataset.Environment == reference)
                ?? await UserOfRepositoriesAsync(run, datasets, repository => repository.Environment == reference),
            PluginObject => await UserOfRepositoriesAsync(run, datasets, repository => repository.Plugin == reference),
            SnapshotObject => datasets.OfType<VirtualSourceObject>()
                .FirstOrDefault(vdb => vdb.Snapshot == reference || vdb.NextSnapshot == reference),
            _ => null,
        };
        return user is null ? null : $"{CatalogType.Of(user.GetType()).Noun} '{user.Name}'";
    }

    /// <summary>Checks that nothing uses an object.</summary>
    /// <exception cref="UserException">Something does.</exception>
    internal static async Task RequireUnusedAsync(WorkflowRun run, CatalogObject item)
    {
        if (await FindAsync(run, item) is { } user)
            throw new UserException(
                $"The {CatalogType.Of(item.GetType()).Noun} '{item.Name}' is in use by the {user}.", $"Delete the {user} first.", "");
    }

    private static async Task<DatasetObject?> UserOfRepositoriesAsync(
        WorkflowRun run, IReadOnlyList<DatasetObject> datasets, Func<RepositoryObject, bool> belongs)
    {
        var repositories = (await run.Catalog.ListAsync<RepositoryObject>()).Where(belongs).ToList();
        return datasets.FirstOrDefault(dataset => repositories.Exists(repository => repository.Reference == dataset.Repository));
    }
}
