using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>The documented workflow "Linked source sync": brings the source's data in and takes a snapshot.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
/// <param name="resync">Whether the plugin is to ingest all data anew.</param>
public sealed class LinkedSourceSync(string dataset, bool resync) : ObjectWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source sync";

    private protected override async Task RunAsync(WorkflowRun run, LinkedSourceObject dataset)
    {
        DatasetNames.RequireEnabled(dataset, "dsource");
        var context = await run.LoadAsync(dataset);
        var synced = await SyncAsync(run, context, dataset, resync);
        await run.Catalog.ReplaceAsync(dataset, synced);
    }

    internal static async Task<LinkedSourceObject> SyncAsync(
        WorkflowRun run, LinkedSourceContext context, LinkedSourceObject dataset, bool resync)
    {
        dataset = await context.PrepareSyncAsync(run, dataset);
        // The first sync of a dSource ingests everything, whatever was asked.
        var request = context.ForSync(dataset, SnapshotParameters(context, resync || dataset.NextSnapshotNumber == 1));
        var volume = await context.CopiedIntoAsync(run, dataset);
        await run.Plugins.CallAsync(context.Plugin, "linked.preSnapshot", request, optional: true, copiedInto: volume);
        var reference = await run.Storage.SnapshotAsync(dataset);
        var returned = await run.Plugins.CallAsync(context.Plugin, "linked.postSnapshot", request, copiedInto: volume);
        (_, dataset) = await run.Catalog.AddSnapshotAsync(dataset, reference, returned!);
        return dataset;
    }

    // A plugin may define snapshot parameters of its own; resync is then only passed where it knows it.
    private static JsonObject SnapshotParameters(LinkedSourceContext context, bool resync)
    {
        var definition = context.Plugin.Schemas[DefinitionKind.SnapshotParameters];
        var values = context.Plugin.Schemas.WithDefaults(DefinitionKind.SnapshotParameters, []);
        if (definition["properties"]?["resync"] is not null)
            values["resync"] = resync;
        return values;
    }
}
