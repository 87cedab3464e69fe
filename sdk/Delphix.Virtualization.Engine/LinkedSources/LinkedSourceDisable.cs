using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>
/// The documented workflow "Linked source disable": stops staging and unmounts the storage, where there is staging; the data stays.
/// </summary>
/// <param name="dataset">The dSource's name or reference.</param>
public sealed class LinkedSourceDisable(string dataset) : ObjectWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source disable";

    private protected override async Task RunAsync(WorkflowRun run, LinkedSourceObject dataset)
    {
        DatasetNames.RequireWhole(dataset);
        if (dataset.State == DatasetState.Disabled)
        {
            run.Job.Tell($"{dataset.Name} is disabled already.");
            return;
        }

        var context = await run.LoadAsync(dataset);
        var disabled = await context.DisableAsync(run, dataset);
        await run.Catalog.ReplaceAsync(dataset, disabled with { State = DatasetState.Disabled });
    }
}
