using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Changes the parameters of a dSource; they hold from the next sync on.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
/// <param name="changes">New values of the plugin's <c>linkedSourceDefinition</c>, as a JSON merge patch (RFC 7396): null for what goes; all else stays.</param>
public sealed class LinkedSourceUpdate(string dataset, JsonObject changes) : DatasetWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source update";

    private protected override async Task RunAsync(EngineContext engine, LinkedSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        DatasetNames.RequireWhole(dataset);
        var steps = new DatasetSteps(engine, job, cancellationToken);
        var context = await LinkedSourceContext.LoadAsync(engine, dataset, cancellationToken);
        var values = await ObjectParameters.ChangeAsync(context.Plugin, DefinitionKind.LinkedSource, dataset.Parameters, changes, "dSource", cancellationToken);
        var updated = dataset with { Parameters = values };
        if (dataset.Mounts.Count > 0)
            await context.RequireSameMountsAsync(steps, updated);
        await steps.ReplaceAsync(dataset, updated);
    }
}
