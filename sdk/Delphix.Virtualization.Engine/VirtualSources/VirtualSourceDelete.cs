using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>The documented workflow "Virtual source delete": refused while another VDB was provisioned from the VDB.</summary>
/// <param name="dataset">The VDB's name or reference.</param>
/// <param name="force">
/// Whether to continue when the plugin fails to unconfigure or clean up, or cannot be loaded; what is mounted must come off all the same.
/// </param>
public sealed class VirtualSourceDelete(string dataset, bool force = false) : ObjectWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source delete";

    internal override bool RemovesTarget => true;

    internal override bool IsForced => force;

    private protected override async Task RunAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        var context = await run.Plugins.TryLoadAsync(run.LoadAsync(dataset), "virtual.unconfigure and virtual.cleanup");
        var deleting = await DatasetNames.BeginDeleteAsync(run, dataset);
        await run.Storage.RequireDestroyAsync(dataset);
        if (context is not null)
        {
            // A disabled VDB was unconfigured before.
            if (dataset.State != DatasetState.Disabled)
                await context.UnconfigureAsync(run, deleting);
            await context.CallAsync(run, deleting, "virtual.cleanup");
        }

        await run.Storage.UnmountAsync(deleting);
        await run.Storage.DestroyAfterSuccessAsync(dataset);
    }
}
