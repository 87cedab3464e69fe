using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>A workflow on an object that exists.</summary>
/// <param name="name">The object's name or reference.</param>
public abstract class ObjectWorkflow<T>(string name) : Workflow
    where T : CatalogObject
{
    internal sealed override async Task<string?> FindPluginAsync(EngineContext engine, CancellationToken cancellationToken) =>
        await OwningPlugin.FindAsync(engine, await engine.Catalog.FindAsync<T>(name, cancellationToken), cancellationToken);

    internal sealed override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        await engine.Catalog.FindAsync<T>(name, cancellationToken);

    // Read again under the lock: another job may have changed or deleted it meanwhile.
    internal sealed override async Task RunAsync(WorkflowRun run, CatalogObject target) =>
        await RunAsync(run, await run.Catalog.ReadAgainAsync((T)target));

    private protected abstract Task RunAsync(WorkflowRun run, T target);
}
