using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Virtual source enable": mounts and reconfigures a VDB whose status is inactive.</summary>
/// <param name="dataset">The VDB's name or reference.</param>
public sealed class VirtualSourceEnable(string dataset) : DatasetWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source enable";

    private protected override async Task RunAsync(EngineContext engine, VirtualSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        DatasetNames.RequireWhole(dataset);
        var steps = await VirtualSourceSteps.LoadAsync(engine, job, dataset, cancellationToken);
        // A plugin that cannot tell its status is taken at its word only where the VDB is mounted at all.
        if (await steps.IsActiveAsync(dataset) && dataset.State == DatasetState.Enabled)
        {
            job.Tell($"{dataset.Name} is active already.");
            return;
        }

        var snapshot = await engine.Catalog.GetAsync<SnapshotObject>(dataset.Snapshot!, cancellationToken);
        var enabled = await steps.MountAsync(dataset);
        enabled = await steps.ReconfigureAsync(enabled, snapshot);
        await steps.Dataset.ReplaceAsync(dataset, enabled with { State = DatasetState.Enabled });
    }
}
