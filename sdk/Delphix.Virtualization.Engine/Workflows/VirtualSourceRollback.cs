using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Virtual source rollback" (rewind): gives a VDB the data of one of its own snapshots. All its snapshots stay.</summary>
/// <param name="dataset">The VDB's name or reference.</param>
/// <param name="to">The snapshot: <c>@NUMBER</c>, its name or its reference.</param>
public sealed class VirtualSourceRollback(string dataset, string to) : DatasetWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source rollback";

    private protected override async Task RunAsync(EngineContext engine, VirtualSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        DatasetNames.RequireEnabled(dataset, "vdb");
        var snapshot = await SnapshotNames.FindOfAsync(engine, dataset, to, cancellationToken);
        var steps = await VirtualSourceSteps.LoadAsync(engine, job, dataset, cancellationToken);
        await VirtualSourceRefresh.ReplaceDataAsync(engine, steps, job, dataset, snapshot, steps.ReconfigureAsync, cancellationToken);
    }
}
