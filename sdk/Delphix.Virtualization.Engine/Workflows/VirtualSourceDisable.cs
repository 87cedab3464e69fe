using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Virtual source disable": unconfigures and unmounts a VDB; its data stays.</summary>
/// <param name="dataset">The VDB's name or reference.</param>
public sealed class VirtualSourceDisable(string dataset) : DatasetWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source disable";

    private protected override async Task RunAsync(EngineContext engine, VirtualSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        if (dataset.State == DatasetState.Disabled)
        {
            job.Tell($"{dataset.Name} is disabled already.");
            return;
        }

        var steps = await VirtualSourceSteps.LoadAsync(engine, job, dataset, cancellationToken);
        await steps.UnconfigureAsync(dataset);
        var disabled = await steps.Dataset.UnmountAsync(dataset);
        await steps.Dataset.ReplaceAsync(dataset, disabled with { State = DatasetState.Disabled });
    }
}
