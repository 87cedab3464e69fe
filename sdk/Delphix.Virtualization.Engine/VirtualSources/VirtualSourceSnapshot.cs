using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>The documented workflow "Virtual source snapshot".</summary>
/// <param name="dataset">The VDB's name or reference.</param>
public sealed class VirtualSourceSnapshot(string dataset) : ObjectWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source snapshot";

    private protected override async Task RunAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        DatasetNames.RequireEnabled(dataset, "vdb");
        var context = await run.LoadAsync(dataset);
        var (_, changed) = await context.SnapshotAsync(run, dataset);
        await run.Catalog.ReplaceAsync(dataset, changed);
    }
}
