using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Linked source delete": refused while a VDB was provisioned from the dSource.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
/// <param name="force">Whether to go on when the plugin fails to stop staging, or cannot be loaded; what is mounted must come off all the same.</param>
public sealed class LinkedSourceDelete(string dataset, bool force = false) : DatasetWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source delete";

    internal override bool RemovesTarget => true;

    private protected override async Task RunAsync(EngineContext engine, LinkedSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        var steps = new DatasetSteps(engine, job, cancellationToken) { Force = force };
        var deleting = await DatasetNames.BeginDeleteAsync(engine, steps, dataset, cancellationToken);
        // Staging that was stopped before is not stopped again.
        if (dataset.State != DatasetState.Disabled)
        {
            var context = await steps.LoadAsync(() => LinkedSourceContext.LoadAsync(engine, dataset, cancellationToken), "linked.stopStaging");
            if (context is not null)
                await context.DisableAsync(steps, deleting, job);
            else
                await steps.UnmountAsync(deleting);
        }

        await steps.DestroyAfterSuccessAsync(dataset);
    }
}
