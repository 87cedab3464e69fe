using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The steps that workflows of VDBs have in common.</summary>
internal sealed class VirtualSourceSteps(EngineContext engine, JobExecution job, VirtualSourceContext context, CancellationToken cancellationToken, bool force = false)
{
    /// <summary>The steps of datasets of any kind.</summary>
    internal DatasetSteps Dataset { get; } = new(engine, job, cancellationToken) { Force = force };

    internal static async Task<VirtualSourceSteps> LoadAsync(EngineContext engine, JobExecution job, VirtualSourceObject dataset, CancellationToken cancellationToken, bool force = false) =>
        new(engine, job, await VirtualSourceContext.LoadAsync(engine, dataset, cancellationToken), cancellationToken, force);

    /// <summary>Asks the plugin where to mount.</summary>
    internal async Task<JsonObject> MountSpecificationAsync(VirtualSourceObject dataset) =>
        (await Dataset.CallAsync(context.Plugin, "virtual.mountSpecification", context.ForRepository(dataset)))!;

    /// <summary>Asks the plugin where to mount, and mounts.</summary>
    internal async Task<VirtualSourceObject> MountAsync(VirtualSourceObject dataset) =>
        await Dataset.MountAsync(dataset, context.Target, await MountSpecificationAsync(dataset));

    internal Task<VirtualSourceObject> ConfigureAsync(VirtualSourceObject dataset, SnapshotObject snapshot) =>
        SourceConfigAsync(dataset with { Snapshot = snapshot.Reference }, "virtual.configure", context.ForConfigure(dataset, snapshot));

    internal Task<VirtualSourceObject> ReconfigureAsync(VirtualSourceObject dataset, SnapshotObject snapshot) =>
        SourceConfigAsync(dataset with { Snapshot = snapshot.Reference }, "virtual.reconfigure", context.ForReconfigure(dataset, snapshot));

    internal Task<VirtualSourceObject> InitializeAsync(VirtualSourceObject dataset) =>
        SourceConfigAsync(dataset, "virtual.initialize", context.ForRepository(dataset));

    /// <summary>Unconfigures a VDB; should the job fail later, it is reconfigured as it was.</summary>
    internal async Task UnconfigureAsync(VirtualSourceObject dataset)
    {
        if (!context.Plugin.Implements("virtual.unconfigure"))
            return;
        var snapshot = dataset.Snapshot is null ? null : await engine.Catalog.TryGetAsync<SnapshotObject>(dataset.Snapshot, cancellationToken);
        if (snapshot is not null)
            await job.UndoByAsync(new CleanUp.CallPlugin(context.Plugin.Object.Reference, "virtual.reconfigure", context.ForReconfigure(dataset, snapshot)));
        await CallAsync(dataset, "virtual.unconfigure");
    }

    /// <summary>Calls an optional operation that takes the VDB's source config and returns nothing.</summary>
    internal Task CallAsync(VirtualSourceObject dataset, string operation) =>
        Dataset.CallAsync(context.Plugin, operation, context.Request(dataset), optional: true);

    /// <summary>Whether the plugin says that the VDB is in working order; a plugin that cannot tell says so.</summary>
    internal async Task<bool> IsActiveAsync(VirtualSourceObject dataset)
    {
        var returned = await Dataset.CallAsync(context.Plugin, "virtual.status", context.Request(dataset), optional: true);
        return returned is null || returned["status"]!.GetValue<string>() == "ACTIVE";
    }

    /// <summary>Takes a snapshot of a VDB with the plugin's help.</summary>
    internal async Task<(SnapshotObject Snapshot, VirtualSourceObject Dataset)> SnapshotAsync(VirtualSourceObject dataset)
    {
        await CallAsync(dataset, "virtual.preSnapshot");
        var reference = await Dataset.SnapshotAsync(dataset);
        var returned = await Dataset.CallAsync(context.Plugin, "virtual.postSnapshot", context.Request(dataset));
        return await Dataset.AddSnapshotAsync(dataset, reference, returned!);
    }

    private async Task<VirtualSourceObject> SourceConfigAsync(VirtualSourceObject dataset, string operation, JsonObject request)
    {
        var returned = await Dataset.CallAsync(context.Plugin, operation, request);
        var configured = dataset with { SourceConfigParameters = returned!["sourceConfig"]!["parameters"]!.DeepClone().AsObject() };
        // Should the job fail later, what the operation set up on the host is taken back.
        if (context.Plugin.Implements("virtual.unconfigure"))
            await job.UndoByAsync(new CleanUp.CallPlugin(context.Plugin.Object.Reference, "virtual.unconfigure", context.Request(configured)));
        return configured;
    }
}
