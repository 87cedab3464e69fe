using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>Changes the parameters of a dSource; they hold from the next sync on.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
/// <param name="changes">
/// New values of the plugin's <c>linkedSourceDefinition</c>, as a JSON merge patch (RFC 7396): null for what goes; all else stays.
/// </param>
public sealed class LinkedSourceUpdate(string dataset, JsonObject changes) : ObjectWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source update";

    private protected override async Task RunAsync(WorkflowRun run, LinkedSourceObject dataset)
    {
        DatasetNames.RequireWhole(dataset);
        var context = await run.LoadAsync(dataset);
        var values = await ObjectParameters.ChangeAsync(
            context.Plugin, DefinitionKind.LinkedSource, dataset.Parameters, changes, "dSource", run.CancellationToken);
        var updated = dataset with { Parameters = values };
        if (dataset.Mounts.Count > 0)
            await context.RequireSameMountsAsync(run, updated);
        await run.Catalog.ReplaceAsync(dataset, updated);
    }
}
