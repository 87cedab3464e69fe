using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Linked source disable": stops staging and unmounts the storage; the data stays.</summary>
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
        var disabled = await StopAsync(engine, steps, job, dataset, cancellationToken).ConfigureAwait(false);
        await steps.ReplaceAsync(dataset, disabled with { State = DatasetState.Disabled }).ConfigureAwait(false);
    }

    internal static async Task<LinkedSourceObject> StopAsync(EngineContext engine, DatasetSteps steps, JobExecution job, LinkedSourceObject dataset, CancellationToken cancellationToken)
    {
        var context = await LinkedSourceContext.LoadAsync(engine, dataset, cancellationToken).ConfigureAwait(false);
        var request = context.Request(dataset);
        // Should the job fail later, staging goes on.
        if (context.Plugin.Implements("linked.startStaging"))
            job.UndoBy(() => context.Plugin.CallAsync("linked.startStaging", request, new(job.Job.Reference, dataset.Name, job.Tell), CancellationToken.None));
        await steps.CallAsync(context.Plugin, "linked.stopStaging", request, optional: true).ConfigureAwait(false);
        return await steps.UnmountAsync(dataset).ConfigureAwait(false);
    }
}
