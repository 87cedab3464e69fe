using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Snapshots;

/// <summary>Deletes a snapshot that no VDB has its data from.</summary>
/// <param name="snapshot"><c>DATASET@NUMBER</c> or a snapshot's reference.</param>
public sealed class SnapshotDelete(string snapshot) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Snapshot delete";

    internal override bool RemovesTarget => true;

    internal override Task<string?> FindPluginAsync(EngineContext engine, CancellationToken cancellationToken) =>
        SnapshotNames.FindPluginAsync(engine, snapshot, cancellationToken);

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        await SnapshotNames.FindExactAsync(engine, snapshot, cancellationToken);

    internal override async Task RunAsync(WorkflowRun run, CatalogObject target)
    {
        using (await run.Catalog.LockAsync())
        {
            var found = await run.Catalog.ReadAgainAsync((SnapshotObject)target);
            await ObjectUses.RequireUnusedAsync(run, found);
            await run.Catalog.RemoveAsync(found);
        }

        run.Job.AfterSuccess(new CleanUp.DestroySnapshot(target.Reference));
    }
}
