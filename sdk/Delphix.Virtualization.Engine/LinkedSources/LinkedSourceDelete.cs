using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>The documented workflow "Linked source delete": refused while a VDB was provisioned from the dSource.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
/// <param name="force">
/// Whether to continue when the plugin fails to stop staging, or cannot be loaded; what is mounted must come off all the same.
/// </param>
public sealed class LinkedSourceDelete(string dataset, bool force = false) : ObjectWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source delete";

    internal override bool RemovesTarget => true;

    internal override bool IsForced => force;

    private protected override async Task RunAsync(WorkflowRun run, LinkedSourceObject dataset)
    {
        var deleting = await DatasetNames.BeginDeleteAsync(run, dataset);
        await run.Storage.RequireDestroyAsync(dataset);
        // Staging that was stopped before is not stopped again.
        if (dataset.State != DatasetState.Disabled)
        {
            var context = await run.Plugins.TryLoadAsync(run.LoadAsync(dataset), "linked.stopStaging");
            if (context is not null)
                await context.DisableAsync(run, deleting);
            else
                await run.Storage.UnmountAsync(deleting);
        }

        await run.Storage.DestroyAfterSuccessAsync(dataset);
    }
}
