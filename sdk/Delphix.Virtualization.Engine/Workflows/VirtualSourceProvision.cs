using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Virtual source provision": makes a VDB from a snapshot of a dSource or of another VDB.</summary>
/// <param name="asked">The VDB to make.</param>
/// <param name="from"><c>DATASET</c> for its newest snapshot, or <c>DATASET@NUMBER</c>, or a snapshot's reference.</param>
public sealed class VirtualSourceProvision(NewVirtualSource asked, string from) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Virtual source provision";

    internal override bool CreatesTarget => true;

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        var (parent, snapshot) = await SnapshotNames.FindAsync(engine, from, cancellationToken);
        var created = await asked.PrepareAsync(engine, parent.Repository, cancellationToken);
        return created with { Parent = parent.Reference, Snapshot = snapshot.Reference };
    }

    internal override async Task RunAsync(EngineContext engine, CatalogObject target, JobExecution job, CancellationToken cancellationToken)
    {
        var created = (VirtualSourceObject)target;
        var steps = await VirtualSourceSteps.LoadAsync(engine, job, created, cancellationToken);
        // Once the VDB is in the catalog, its parent and the snapshot cannot be deleted.
        var snapshot = await SnapshotNames.HoldAsync(engine, steps.Dataset, created, cancellationToken);
        var dataset = created with { Volume = await steps.Dataset.CloneAsync(snapshot) };
        dataset = await steps.MountAsync(dataset);
        dataset = await steps.ConfigureAsync(dataset, snapshot);
        (_, dataset) = await steps.SnapshotAsync(dataset);
        await steps.Dataset.ReplaceAsync(created, dataset with { State = DatasetState.Enabled });
    }
}
