using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Removes an object that nothing uses, with the repositories and source configs that belong to it.</summary>
/// <param name="name">The object's name or reference.</param>
public abstract class ObjectRemove<T>(string name) : ObjectWorkflow<T>(name)
    where T : CatalogObject
{
    internal sealed override bool RemovesTarget => true;

    /// <summary>Takes an object, and what belongs to it, out of the catalog.</summary>
    private protected static async Task RemoveAsync(WorkflowRun run, T target, Func<RepositoryObject, bool> belongs)
    {
        using var exclusive = await run.Catalog.LockAsync();
        target = await run.Catalog.ReadAgainAsync(target);
        await ObjectUses.RequireUnusedAsync(run, target);
        foreach (var repository in (await run.Catalog.ListAsync<RepositoryObject>()).Where(belongs))
            await run.Catalog.RemoveWithSourceConfigsAsync(repository);
        await run.Catalog.RemoveAsync(target);
    }
}
