using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>
/// Changes the parameters of a VDB; they hold from the next time that it is configured on: refreshed, rolled back or enabled.
/// </summary>
/// <param name="dataset">The VDB's name or reference.</param>
/// <param name="changes">
/// New values of the plugin's <c>virtualSourceDefinition</c>, as a JSON merge patch (RFC 7396): null for what goes; all else stays.
/// </param>
public sealed class VirtualSourceUpdate(string dataset, JsonObject changes) : ObjectWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source update";

    private protected override async Task RunAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        DatasetNames.RequireWhole(dataset);
        var context = await run.LoadAsync(dataset);
        var values = await ObjectParameters.ChangeAsync(
            context.Plugin, DefinitionKind.VirtualSource, dataset.Parameters, changes, "VDB", run.CancellationToken);
        var updated = dataset with { Parameters = values };
        // One without any mount would have to be mounted, should the new values ask for that.
        if (dataset.State == DatasetState.Enabled)
            MountPlaces.RequireSame(dataset, context.Target, await context.MountSpecificationAsync(run, updated));
        await run.Catalog.ReplaceAsync(dataset, updated);
    }
}
