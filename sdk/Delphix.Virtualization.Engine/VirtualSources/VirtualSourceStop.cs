using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>The documented workflow "Virtual source stop".</summary>
/// <param name="dataset">The VDB's name or reference.</param>
public sealed class VirtualSourceStop(string dataset) : ObjectWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source stop";

    private protected override async Task RunAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        DatasetNames.RequireEnabled(dataset, "vdb");
        var context = await run.LoadAsync(dataset);
        await context.CallAsync(run, dataset, "virtual.stop");
    }
}
