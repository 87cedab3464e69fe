using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>The documented workflow "Linked source enable": mounts the storage and starts staging, where there is staging.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
public sealed class LinkedSourceEnable(string dataset) : ObjectWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source enable";

    private protected override async Task RunAsync(WorkflowRun run, LinkedSourceObject dataset)
    {
        DatasetNames.RequireWhole(dataset);
        var context = await run.LoadAsync(dataset);
        // Staging that runs is not started again: a failure would stop it.
        if (dataset.State == DatasetState.Enabled && await context.IsInUseAsync(run, dataset))
        {
            run.Job.Tell($"{dataset.Name} is enabled already.");
            return;
        }

        var enabled = await context.EnableAsync(run, dataset);
        await run.Catalog.ReplaceAsync(dataset, enabled with { State = DatasetState.Enabled });
    }
}
