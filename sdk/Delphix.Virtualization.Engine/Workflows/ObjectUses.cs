using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>What uses an object, and so keeps it from being removed.</summary>
internal static class ObjectUses
{
    /// <summary>Names something that uses an object; null when nothing does.</summary>
    internal static async Task<string?> FindAsync(EngineContext engine, CatalogObject item, CancellationToken cancellationToken)
    {
        var reference = item.Reference;
        var datasets = await DatasetNames.AllAsync(engine, cancellationToken);
        CatalogObject? user = item switch
        {
            SourceConfigObject => datasets.OfType<LinkedSourceObject>().FirstOrDefault(dataset => dataset.SourceConfig == reference),
            RepositoryObject => datasets.FirstOrDefault(dataset => dataset.Repository == reference)
                ?? (await engine.Catalog.ListAsync<SourceConfigObject>(cancellationToken))
                    .FirstOrDefault(config => config.Repository == reference && config.IsManual) as CatalogObject,
            EnvironmentObject => datasets.FirstOrDefault(dataset => dataset.Environment == reference)
                ?? await UserOfRepositoriesAsync(engine, datasets, repository => repository.Environment == reference, cancellationToken),
            PluginObject => await UserOfRepositoriesAsync(engine, datasets, repository => repository.Plugin == reference, cancellationToken),
            SnapshotObject => datasets.OfType<VirtualSourceObject>().FirstOrDefault(vdb => vdb.Snapshot == reference || vdb.NextSnapshot == reference),
            _ => null,
        };
        return user is null ? null : $"{CatalogType.Of(user.GetType()).Noun} '{user.Name}'";
    }

    /// <summary>Checks that nothing uses an object.</summary>
    /// <exception cref="UserException">Something does.</exception>
    internal static async Task RequireUnusedAsync(EngineContext engine, CatalogObject item, CancellationToken cancellationToken)
    {
        if (await FindAsync(engine, item, cancellationToken) is { } user)
            throw new UserException($"The {CatalogType.Of(item.GetType()).Noun} '{item.Name}' is in use by the {user}.", $"Delete the {user} first.", "");
    }

    private static async Task<DatasetObject?> UserOfRepositoriesAsync(
        EngineContext engine, IReadOnlyList<DatasetObject> datasets, Func<RepositoryObject, bool> belongs, CancellationToken cancellationToken)
    {
        var repositories = (await engine.Catalog.ListAsync<RepositoryObject>(cancellationToken)).Where(belongs).Select(repository => repository.Reference).ToHashSet();
        return datasets.FirstOrDefault(dataset => repositories.Contains(dataset.Repository));
    }
}
