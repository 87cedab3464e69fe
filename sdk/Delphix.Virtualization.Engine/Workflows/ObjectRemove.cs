using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Removes an object that nothing uses, with the repositories and source configs that belong to it.</summary>
/// <param name="name">The object's name or reference.</param>
public abstract class ObjectRemove<T>(string name) : Workflow
    where T : CatalogObject
{
    internal sealed override bool RemovesTarget => true;

    internal sealed override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        await engine.Catalog.FindAsync<T>(name, cancellationToken);

    /// <summary>Takes an object, and what belongs to it, out of the catalog.</summary>
    private protected static async Task RemoveAsync(EngineContext engine, DatasetSteps steps, T target, Func<RepositoryObject, bool> belongs, CancellationToken cancellationToken)
    {
        using var exclusive = await engine.Catalog.LockAsync(cancellationToken);
        target = await steps.ReadAgainAsync(target);
        await ObjectUses.RequireUnusedAsync(engine, target, cancellationToken);
        foreach (var repository in await engine.Catalog.ListAsync<RepositoryObject>(cancellationToken))
        {
            if (!belongs(repository))
                continue;
            foreach (var config in await engine.Catalog.ListAsync<SourceConfigObject>(cancellationToken))
            {
                if (config.Repository == repository.Reference)
                    await steps.RemoveAsync(config);
            }

            await steps.RemoveAsync(repository);
        }

        await steps.RemoveAsync(target);
    }
}
