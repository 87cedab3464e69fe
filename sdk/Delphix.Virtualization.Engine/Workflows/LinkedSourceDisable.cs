using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Linked source disable": stops staging and unmounts the storage, where there is staging; the data stays.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
public sealed class LinkedSourceDisable(string dataset) : DatasetWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source disable";

    private protected override async Task RunAsync(EngineContext engine, LinkedSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        if (dataset.State == DatasetState.Disabled)
        {
            job.Tell($"{dataset.Name} is disabled already.");
            return;
        }

        var steps = new DatasetSteps(engine, job, cancellationToken);
        var context = await LinkedSourceContext.LoadAsync(engine, dataset, cancellationToken);
        var disabled = await context.DisableAsync(steps, dataset, job);
        await steps.ReplaceAsync(dataset, disabled with { State = DatasetState.Disabled });
    }
}
