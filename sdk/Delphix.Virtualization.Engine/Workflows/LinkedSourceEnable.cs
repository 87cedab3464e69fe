using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Linked source enable": mounts the storage and starts staging, where there is staging.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
public sealed class LinkedSourceEnable(string dataset) : DatasetWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source enable";

    private protected override async Task RunAsync(EngineContext engine, LinkedSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        DatasetNames.RequireWhole(dataset);
        var steps = new DatasetSteps(engine, job, cancellationToken);
        var context = await LinkedSourceContext.LoadAsync(engine, dataset, cancellationToken);
        // Staging that runs is not started again: a failure would stop it.
        if (dataset.State == DatasetState.Enabled && await context.IsInUseAsync(steps, dataset))
        {
            job.Tell($"{dataset.Name} is enabled already.");
            return;
        }

        var enabled = await context.EnableAsync(steps, dataset, job);
        await steps.ReplaceAsync(dataset, enabled with { State = DatasetState.Enabled });
    }
}
