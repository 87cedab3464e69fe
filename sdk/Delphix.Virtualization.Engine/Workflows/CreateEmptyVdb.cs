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
        await asked.PrepareAsync(engine, parentRepository: null, cancellationToken).ConfigureAwait(false);

    internal override async Task RunAsync(EngineContext engine, CatalogObject target, JobExecution job, CancellationToken cancellationToken)
    {
        var created = (VirtualSourceObject)target;
        var steps = await VirtualSourceSteps.LoadAsync(engine, job, created, cancellationToken).ConfigureAwait(false);
        await DatasetNames.ReserveAsync(engine, steps.Dataset, created, cancellationToken).ConfigureAwait(false);
        var dataset = created with { Volume = await steps.Dataset.CreateVolumeAsync().ConfigureAwait(false) };
        dataset = await steps.MountAsync(dataset).ConfigureAwait(false);
        dataset = await steps.InitializeAsync(dataset).ConfigureAwait(false);
        // The first snapshot gives the VDB something to be enabled from.
        (var snapshot, dataset) = await steps.SnapshotAsync(dataset).ConfigureAwait(false);
        await steps.Dataset.ReplaceAsync(created, dataset with { Snapshot = snapshot.Reference, State = DatasetState.Enabled }).ConfigureAwait(false);
    }
}
