using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Virtual source delete": refused while another VDB was provisioned from the VDB.</summary>
/// <param name="dataset">The VDB's name or reference.</param>
/// <param name="force">Whether to go on when the plugin fails to unconfigure or clean up; what is mounted must come off all the same.</param>
public sealed class VirtualSourceDelete(string dataset, bool force = false) : DatasetWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source delete";

    internal override bool RemovesTarget => true;

    private protected override async Task RunAsync(EngineContext engine, VirtualSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        var steps = await VirtualSourceSteps.LoadAsync(engine, job, dataset, cancellationToken, force).ConfigureAwait(false);
        var deleting = await DatasetNames.BeginDeleteAsync(engine, steps.Dataset, dataset, cancellationToken).ConfigureAwait(false);
        // A disabled VDB was unconfigured before.
        if (dataset.State != DatasetState.Disabled)
            await steps.UnconfigureAsync(deleting).ConfigureAwait(false);
        await steps.CallAsync(deleting, "virtual.cleanup").ConfigureAwait(false);
        await steps.Dataset.UnmountAsync(deleting).ConfigureAwait(false);
        await steps.Dataset.DestroyAfterSuccessAsync(dataset).ConfigureAwait(false);
    }
}
