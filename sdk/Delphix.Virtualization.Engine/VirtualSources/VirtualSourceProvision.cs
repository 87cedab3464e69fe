using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Snapshots;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>The documented workflow "Virtual source provision": makes a VDB from a snapshot of a dSource or of another VDB.</summary>
/// <param name="asked">The VDB to make.</param>
/// <param name="from"><c>DATASET</c> for its newest snapshot, or <c>DATASET@NUMBER</c>, or a snapshot's reference.</param>
public sealed class VirtualSourceProvision(NewVirtualSource asked, string from) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Virtual source provision";

    internal override Task<string?> FindPluginAsync(EngineContext engine, CancellationToken cancellationToken) =>
        SnapshotNames.FindPluginAsync(engine, from, cancellationToken);

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        var (parent, snapshot) = await SnapshotNames.FindAsync(engine, from, cancellationToken);
        if (parent is null)
        {
            throw new UserException(
                $"The catalog has lost {snapshot.Dataset}, the dataset that '{snapshot.Name}' was taken of.",
                $"Put its document back from a backup. What the snapshot holds: dvp snapshot export {snapshot.Reference} --to DIRECTORY",
                "");
        }

        var created = await asked.PrepareAsync(engine, parent.Repository, cancellationToken);
        return created with { Parent = parent.Reference, Snapshot = snapshot.Reference };
    }

    internal override async Task RunAsync(WorkflowRun run, CatalogObject target)
    {
        var created = (VirtualSourceObject)target;
        var context = await run.LoadAsync(created);
        // Once the VDB is in the catalog, its parent and the snapshot cannot be deleted.
        var snapshot = await SnapshotNames.HoldAsync(run, created);
        var dataset = created with { Volume = await run.Storage.CloneAsync(snapshot) };
        dataset = await context.MountNewAsync(run, dataset);
        dataset = await context.ConfigureAsync(run, dataset, snapshot);
        (_, dataset) = await context.SnapshotAsync(run, dataset);
        await run.Catalog.ReplaceAsync(created, dataset with { State = DatasetState.Enabled });
    }
}
