using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>The documented workflow "Virtual source disable": unconfigures and unmounts a VDB; its data stays.</summary>
/// <param name="dataset">The VDB's name or reference.</param>
public sealed class VirtualSourceDisable(string dataset) : ObjectWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source disable";

    private protected override async Task RunAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        DatasetNames.RequireWhole(dataset);
        if (dataset.State == DatasetState.Disabled)
        {
            run.Job.Tell($"{dataset.Name} is disabled already.");
            return;
        }

        var context = await run.LoadAsync(dataset);
        await context.UnconfigureAsync(run, dataset);
        var disabled = await run.Storage.UnmountAsync(dataset);
        await run.Catalog.ReplaceAsync(dataset, disabled with { State = DatasetState.Disabled });
    }
}
