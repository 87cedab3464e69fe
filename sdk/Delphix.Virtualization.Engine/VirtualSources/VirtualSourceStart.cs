using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>The documented workflow "Virtual source start".</summary>
/// <param name="dataset">The VDB's name or reference.</param>
public sealed class VirtualSourceStart(string dataset) : ObjectWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source start";

    private protected override async Task RunAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        DatasetNames.RequireEnabled(dataset, "vdb");
        var context = await run.LoadAsync(dataset);
        await run.Storage.RequireMountedAsync(dataset, $"'{dataset.Name}' cannot be started");
        // The documented workflow asks for the mount specification here, though storage is mounted since the VDB was enabled.
        await context.MountSpecificationAsync(run, dataset);
        await context.CallAsync(run, dataset, "virtual.start");
    }
}
