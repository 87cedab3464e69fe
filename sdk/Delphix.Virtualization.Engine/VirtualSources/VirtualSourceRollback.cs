using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Snapshots;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>
/// The documented workflow "Virtual source rollback" (rewind): gives a VDB the data of one of its own snapshots. All its snapshots stay.
/// </summary>
/// <param name="dataset">The VDB's name or reference.</param>
/// <param name="to">The snapshot: <c>@NUMBER</c>, its name or its reference.</param>
public sealed class VirtualSourceRollback(string dataset, string to) : ObjectWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source rollback";

    private protected override async Task RunAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        DatasetNames.RequireEnabled(dataset, "vdb");
        var snapshot = await SnapshotNames.FindOfAsync(run, dataset, to);
        var context = await run.LoadAsync(dataset);
        await VirtualSourceRefresh.ReplaceDataAsync(run, context, dataset, snapshot, context.ReconfigureAsync);
    }
}
