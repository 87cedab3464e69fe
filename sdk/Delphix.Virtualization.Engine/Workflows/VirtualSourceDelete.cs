using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Virtual source delete": refused while another VDB was provisioned from the VDB.</summary>
/// <param name="dataset">The VDB's name or reference.</param>
/// <param name="force">Whether to go on when the plugin fails to unconfigure or clean up, or cannot be loaded; what is mounted must come off all the same.</param>
public sealed class VirtualSourceDelete(string dataset, bool force = false) : DatasetWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source delete";

    internal override bool RemovesTarget => true;

    private protected override async Task RunAsync(EngineContext engine, VirtualSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        var storage = new DatasetSteps(engine, job, cancellationToken) { Force = force };
        var steps = await storage.LoadAsync(() => VirtualSourceSteps.LoadAsync(engine, job, dataset, cancellationToken, force), "virtual.unconfigure and virtual.cleanup");
        var deleting = await DatasetNames.BeginDeleteAsync(engine, storage, dataset, cancellationToken);
        if (steps is not null)
        {
            // A disabled VDB was unconfigured before.
            if (dataset.State != DatasetState.Disabled)
                await steps.UnconfigureAsync(deleting);
            await steps.CallAsync(deleting, "virtual.cleanup");
        }

        await storage.UnmountAsync(deleting);
        await storage.DestroyAfterSuccessAsync(dataset);
    }
}
