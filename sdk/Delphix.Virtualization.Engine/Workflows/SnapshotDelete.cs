using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Deletes a snapshot that no VDB has its data from.</summary>
/// <param name="snapshot"><c>DATASET@NUMBER</c> or a snapshot's reference.</param>
public sealed class SnapshotDelete(string snapshot) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Snapshot delete";

    internal override bool RemovesTarget => true;

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        await SnapshotNames.FindExactAsync(engine, snapshot, cancellationToken);

    internal override async Task RunAsync(EngineContext engine, CatalogObject target, JobExecution job, CancellationToken cancellationToken)
    {
        var steps = new DatasetSteps(engine, job, cancellationToken);
        using (await engine.Catalog.LockAsync(cancellationToken))
        {
            var found = await steps.ReadAgainAsync((SnapshotObject)target);
            await ObjectUses.RequireUnusedAsync(engine, found, cancellationToken);
            await steps.RemoveAsync(found);
        }

        job.AfterSuccess(new CleanUp.DestroySnapshot(target.Reference));
    }
}
