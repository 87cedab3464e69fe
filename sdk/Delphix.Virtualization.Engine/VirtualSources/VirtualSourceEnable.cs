using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>The documented workflow "Virtual source enable": mounts and reconfigures a VDB whose status is inactive.</summary>
/// <param name="dataset">The VDB's name or reference.</param>
public sealed class VirtualSourceEnable(string dataset) : ObjectWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source enable";

    private protected override async Task RunAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        DatasetNames.RequireWhole(dataset);
        var context = await run.LoadAsync(dataset);
        // A plugin may say that a VDB is active which is disabled, or which somebody unmounted or hid.
        if (await context.IsActiveAsync(run, dataset) && dataset.State == DatasetState.Enabled && await run.Storage.IsMountedAsync(dataset))
        {
            run.Job.Tell($"{dataset.Name} is active already.");
            return;
        }

        var snapshot = await run.Engine.Catalog.GetAsync<SnapshotObject>(dataset.Snapshot!, run.CancellationToken);
        var enabled = await context.MountAsync(run, dataset);
        enabled = await context.ReconfigureAsync(run, enabled, snapshot);
        await run.Catalog.ReplaceAsync(dataset, enabled with { State = DatasetState.Enabled });
    }
}
