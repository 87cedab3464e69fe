using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Virtual source start".</summary>
/// <param name="dataset">The VDB's name or reference.</param>
public sealed class VirtualSourceStart(string dataset) : DatasetWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source start";

    private protected override async Task RunAsync(EngineContext engine, VirtualSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        DatasetNames.RequireEnabled(dataset, "vdb");
        var steps = await VirtualSourceSteps.LoadAsync(engine, job, dataset, cancellationToken);
        // The documented workflow asks for the mount specification here, though storage is mounted since the VDB was enabled.
        await steps.MountSpecificationAsync(dataset);
        await steps.CallAsync(dataset, "virtual.start");
    }
}
