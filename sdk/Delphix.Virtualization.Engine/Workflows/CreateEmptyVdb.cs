using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Create empty VDB".</summary>
/// <param name="asked">The VDB to make.</param>
public sealed class CreateEmptyVdb(NewVirtualSource asked) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Virtual source create empty VDB";

    internal override bool CreatesTarget => true;

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        await asked.PrepareAsync(engine, parentRepository: null, cancellationToken);

    internal override async Task RunAsync(EngineContext engine, CatalogObject target, JobExecution job, CancellationToken cancellationToken)
    {
        var created = (VirtualSourceObject)target;
        var steps = await VirtualSourceSteps.LoadAsync(engine, job, created, cancellationToken);
        await DatasetNames.ReserveAsync(engine, steps.Dataset, created, cancellationToken);
        var dataset = created with { Volume = await steps.Dataset.CreateVolumeAsync() };
        dataset = await steps.MountAsync(dataset);
        dataset = await steps.InitializeAsync(dataset);
        // The first snapshot gives the VDB something to be enabled from.
        (var snapshot, dataset) = await steps.SnapshotAsync(dataset);
        await steps.Dataset.ReplaceAsync(created, dataset with { Snapshot = snapshot.Reference, State = DatasetState.Enabled });
    }
}
