using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>What belongs to a VDB, the messages that tell the plugin of it, and the steps that its workflows have in common.</summary>
internal sealed record VirtualSourceContext(RepositoryObject Repository, EnvironmentObject Target, InstalledPlugin Plugin)
{
    internal static async Task<VirtualSourceContext> LoadAsync(
        EngineContext engine, VirtualSourceObject dataset, CancellationToken cancellationToken)
    {
        var repository = await engine.Catalog.GetAsync<RepositoryObject>(dataset.Repository, cancellationToken);
        var target = await engine.Catalog.GetAsync<EnvironmentObject>(dataset.Environment, cancellationToken);
        var plugin = await engine.Plugins.GetAsync(repository.Plugin, cancellationToken);
        return new VirtualSourceContext(repository, target, plugin);
    }

    /// <summary>The message for operations that take the VDB's source config.</summary>
    internal JsonObject Request(VirtualSourceObject dataset)
    {
        var request = ForRepository(dataset);
        request["sourceConfig"] = Messages.Parameters(dataset.SourceConfigParameters);
        return request;
    }

    /// <summary>Asks the plugin where to mount.</summary>
    internal async Task<JsonObject> MountSpecificationAsync(WorkflowRun run, VirtualSourceObject dataset) =>
        (await run.Plugins.CallAsync(Plugin, "virtual.mountSpecification", ForRepository(dataset)))!;

    /// <summary>Asks the plugin where to mount, and mounts.</summary>
    internal async Task<VirtualSourceObject> MountAsync(WorkflowRun run, VirtualSourceObject dataset) =>
        await run.Storage.MountAsync(dataset, Target, await MountSpecificationAsync(run, dataset));

    /// <summary>
    /// Mounts a new VDB. Until configure or initialize has returned, nobody can unconfigure what it set up on the host. So the VDB's folder
    /// below the scratch path goes by itself, should the job fail, once the storage is unmounted.
    /// </summary>
    internal async Task<VirtualSourceObject> MountNewAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        await run.Job.UndoByAsync(new CleanUp.RemoveDatasetFolder(Target, dataset.DatasetGuid));
        return await MountAsync(run, dataset);
    }

    internal Task<VirtualSourceObject> InitializeAsync(WorkflowRun run, VirtualSourceObject dataset) =>
        SourceConfigAsync(run, dataset, "virtual.initialize", ForRepository(dataset));

    internal Task<VirtualSourceObject> ConfigureAsync(WorkflowRun run, VirtualSourceObject dataset, SnapshotObject snapshot) =>
        SourceConfigAsync(
            run, dataset with { Snapshot = snapshot.Reference }, "virtual.configure", WithSnapshot(ForRepository(dataset), snapshot));

    internal async Task<VirtualSourceObject> ReconfigureAsync(WorkflowRun run, VirtualSourceObject dataset, SnapshotObject snapshot)
    {
        // Recorded before the call, with the values of now: the process may die before the result of reconfigure is on record.
        await run.Plugins.UndoByAsync(Plugin, "virtual.unconfigure", Request(dataset));
        return await SourceConfigAsync(
            run, dataset with { Snapshot = snapshot.Reference }, "virtual.reconfigure", WithSnapshot(Request(dataset), snapshot));
    }

    /// <summary>Unconfigures a VDB; should the job fail later, it is reconfigured as it was.</summary>
    internal async Task UnconfigureAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        if (!Plugin.Implements("virtual.unconfigure"))
            return;
        if (dataset.Snapshot is { } reference && await run.Catalog.TryGetAsync<SnapshotObject>(reference) is { } snapshot)
            await run.Plugins.UndoByAsync(Plugin, "virtual.reconfigure", WithSnapshot(Request(dataset), snapshot));
        await CallAsync(run, dataset, "virtual.unconfigure");
    }

    /// <summary>Calls an optional operation that takes the VDB's source config.</summary>
    internal Task<JsonObject?> CallAsync(WorkflowRun run, VirtualSourceObject dataset, string operation) =>
        run.Plugins.CallAsync(Plugin, operation, Request(dataset), optional: true);

    /// <summary>Whether the plugin says that the VDB is in working order; a plugin that cannot tell says so.</summary>
    internal async Task<bool> IsActiveAsync(WorkflowRun run, VirtualSourceObject dataset) =>
        await CallAsync(run, dataset, "virtual.status") is not { } returned || returned["status"]!.GetValue<string>() == "ACTIVE";

    /// <summary>Takes a snapshot of a VDB with the plugin's help.</summary>
    /// <returns>The snapshot, and the VDB with its next number; the VDB is not saved.</returns>
    internal async Task<(SnapshotObject Snapshot, VirtualSourceObject Dataset)> SnapshotAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        await run.Storage.RequireSnapshotAsync(dataset);
        await CallAsync(run, dataset, "virtual.preSnapshot");
        var reference = await run.Storage.SnapshotAsync(dataset);
        var returned = await run.Plugins.CallAsync(Plugin, "virtual.postSnapshot", Request(dataset));
        return await run.Catalog.AddSnapshotAsync(dataset, reference, returned!);
    }

    private async Task<VirtualSourceObject> SourceConfigAsync(
        WorkflowRun run, VirtualSourceObject dataset, string operation, JsonObject request)
    {
        var returned = await run.Plugins.CallAsync(Plugin, operation, request);
        var configured = dataset with { SourceConfigParameters = returned!["sourceConfig"]!["parameters"]!.DeepClone().AsObject() };
        // Should the job fail later, what the operation set up on the host is taken back.
        await run.Plugins.UndoByAsync(Plugin, "virtual.unconfigure", Request(configured));
        return configured;
    }

    // The message for operations that take the repository only.
    private JsonObject ForRepository(VirtualSourceObject dataset) => new()
    {
        ["virtualSource"] = new JsonObject
        {
            ["guid"] = dataset.DatasetGuid,
            ["connection"] = Messages.Connection(Target),
            ["parameters"] = dataset.Parameters.DeepClone(),
            ["mounts"] = Messages.Mounts(dataset, Target),
        },
        ["repository"] = Messages.Parameters(Repository.Parameters),
    };

    private static JsonObject WithSnapshot(JsonObject request, SnapshotObject snapshot)
    {
        request["snapshot"] = Messages.Parameters(snapshot.Parameters);
        return request;
    }
}
