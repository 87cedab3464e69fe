using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>The documented workflow "Linked source sync": brings the source's data in and takes a snapshot.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
/// <param name="snapshotParameters">
/// What a user says of this sync: values of the plugin's <c>snapshotParametersDefinition</c>; those that are missing have the schema's
/// defaults. Null: nothing, as when a policy runs it.
/// </param>
public sealed class LinkedSourceSync(string dataset, JsonObject? snapshotParameters) : ObjectWorkflow<LinkedSourceObject>(dataset)
{
    private const string Resync = "resync";

    /// <summary>
    /// A sync that a user starts, of a plugin whose snapshot parameters are what they are by default: one value, <c>resync</c>.
    /// </summary>
    /// <param name="dataset">The dSource's name or reference.</param>
    /// <param name="resync">Whether the plugin is to ingest all data anew.</param>
    public LinkedSourceSync(string dataset, bool resync)
        : this(dataset, new JsonObject { [Resync] = resync })
    {
    }

    /// <inheritdoc/>
    public override string Title => "Linked source sync";

    private protected override async Task RunAsync(WorkflowRun run, LinkedSourceObject dataset)
    {
        DatasetNames.RequireEnabled(dataset, "dsource");
        var context = await run.LoadAsync(dataset);
        var parameters = snapshotParameters is null
            ? null
            : await ObjectParameters.CompleteAsync(
                context.Plugin, DefinitionKind.SnapshotParameters, snapshotParameters, "sync", run.CancellationToken);
        var synced = await SyncAsync(run, context, dataset, parameters);
        await run.Catalog.ReplaceAsync(dataset, synced);
    }

    /// <summary>The first sync of a dSource. It ingests everything: the plugin gets <c>resync</c> where its schema has that.</summary>
    internal static Task<LinkedSourceObject> SyncFirstAsync(WorkflowRun run, LinkedSourceContext context, LinkedSourceObject dataset)
    {
        var schemas = context.Plugin.Schemas;
        JsonObject? parameters = schemas.WithDefaults(DefinitionKind.SnapshotParameters, []);
        if (schemas[DefinitionKind.SnapshotParameters]["properties"]?[Resync] is not null)
            parameters[Resync] = true;
        try
        {
            schemas.Validate(DefinitionKind.SnapshotParameters, parameters, "The first sync");
        }
        catch (SchemaViolationException)
        {
            // The schema requires values for which nobody was asked: there are none then, as for a policy.
            parameters = null;
        }

        return SyncAsync(run, context, dataset, parameters);
    }

    private static async Task<LinkedSourceObject> SyncAsync(
        WorkflowRun run, LinkedSourceContext context, LinkedSourceObject dataset, JsonObject? parameters)
    {
        dataset = await context.PrepareSyncAsync(run, dataset);
        var request = context.ForSync(dataset, parameters);
        var volume = await context.CopiedIntoAsync(run, dataset);
        await run.Plugins.CallAsync(context.Plugin, "linked.preSnapshot", request, optional: true, copiedInto: volume);
        var reference = await run.Storage.SnapshotAsync(dataset);
        var returned = await run.Plugins.CallAsync(context.Plugin, "linked.postSnapshot", request, copiedInto: volume);
        (_, dataset) = await run.Catalog.AddSnapshotAsync(dataset, reference, returned!);
        return dataset;
    }
}
