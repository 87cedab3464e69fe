using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Virtual source stop".</summary>
/// <param name="dataset">The VDB's name or reference.</param>
public sealed class VirtualSourceStop(string dataset) : DatasetWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source stop";

    private protected override async Task RunAsync(EngineContext engine, VirtualSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        DatasetNames.RequireEnabled(dataset, "vdb");
        var steps = await VirtualSourceSteps.LoadAsync(engine, job, dataset, cancellationToken);
        await steps.CallAsync(dataset, "virtual.stop");
    }
}
