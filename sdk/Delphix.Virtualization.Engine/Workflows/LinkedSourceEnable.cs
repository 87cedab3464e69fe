using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Linked source enable": mounts the storage and starts staging.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
public sealed class LinkedSourceEnable(string dataset) : DatasetWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source enable";

    private protected override async Task RunAsync(EngineContext engine, LinkedSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        DatasetNames.RequireWhole(dataset);
        var steps = new DatasetSteps(engine, job, cancellationToken);
        // Staging that runs is not started again: a failure would stop it.
        if (dataset.State == DatasetState.Enabled && await steps.IsMountedAsync(dataset).ConfigureAwait(false))
        {
            job.Tell($"{dataset.Name} is enabled already.");
            return;
        }

        var context = await LinkedSourceContext.LoadAsync(engine, dataset, cancellationToken).ConfigureAwait(false);
        var enabled = await EnableAsync(steps, context, dataset, job).ConfigureAwait(false);
        await steps.ReplaceAsync(dataset, enabled with { State = DatasetState.Enabled }).ConfigureAwait(false);
    }

    internal static async Task<LinkedSourceObject> EnableAsync(DatasetSteps steps, LinkedSourceContext context, LinkedSourceObject dataset, JobExecution job)
    {
        var specification = await steps.CallAsync(context.Plugin, "linked.mountSpecification", context.ForMountSpecification(dataset)).ConfigureAwait(false);
        dataset = await steps.MountAsync(dataset, context.Staging, specification!).ConfigureAwait(false);
        var request = context.Request(dataset);
        job.UndoBy(() => context.Plugin.Implements("linked.stopStaging")
            ? context.Plugin.CallAsync("linked.stopStaging", request, new(job.Job.Reference, dataset.Name, job.Tell), CancellationToken.None)
            : Task.CompletedTask);
        await steps.CallAsync(context.Plugin, "linked.startStaging", request, optional: true).ConfigureAwait(false);
        return dataset;
    }
}
