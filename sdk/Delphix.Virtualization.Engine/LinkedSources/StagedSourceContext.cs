using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>A dSource of a staged plugin: its storage is mounted on a staging host, where the plugin fills it.</summary>
internal sealed record StagedSourceContext(
    SourceConfigObject SourceConfig,
    RepositoryObject Repository,
    EnvironmentObject Source,
    EnvironmentObject Staging,
    InstalledPlugin Plugin)
    : LinkedSourceContext(SourceConfig, Repository, Source, Plugin)
{
    internal override Task<bool> IsInUseAsync(WorkflowRun run, LinkedSourceObject dataset) => run.Storage.IsMountedAsync(dataset);

    internal override async Task<LinkedSourceObject> EnableAsync(WorkflowRun run, LinkedSourceObject dataset)
    {
        dataset = await MountAsync(run, dataset);
        var request = Request(dataset);
        await run.Plugins.UndoByAsync(Plugin, "linked.stopStaging", request);
        await run.Plugins.CallAsync(Plugin, "linked.startStaging", request, optional: true);
        return dataset;
    }

    internal override async Task<LinkedSourceObject> DisableAsync(WorkflowRun run, LinkedSourceObject dataset)
    {
        var request = Request(dataset);
        // Should the job fail later, staging continues.
        await run.Plugins.UndoByAsync(Plugin, "linked.startStaging", request);
        await run.Plugins.CallAsync(Plugin, "linked.stopStaging", request, optional: true);
        return await run.Storage.UnmountAsync(dataset);
    }

    internal override async Task RequireSameMountsAsync(WorkflowRun run, LinkedSourceObject dataset) =>
        MountPlaces.RequireSame(dataset, Staging, await MountSpecificationAsync(run, dataset));

    internal override Task<LinkedSourceObject> PrepareSyncAsync(WorkflowRun run, LinkedSourceObject dataset) => MountAsync(run, dataset);

    private protected override JsonObject ForRepository(LinkedSourceObject dataset)
    {
        var source = new JsonObject
        {
            ["linkedSource"] = LinkedSource(dataset),
            ["sourceConnection"] = Messages.Connection(Source),
            ["stagedConnection"] = Messages.Connection(Staging),
        };
        if (dataset.Mounts is [var mount])
            source["stagedMount"] = Messages.Mount(mount, Staging);
        else if (dataset.Mounts.Count > 1)
            source["mounts"] = Messages.Mounts(dataset, Staging);
        return new JsonObject { ["stagedSource"] = source, ["repository"] = Messages.Parameters(Repository.Parameters) };
    }

    private async Task<LinkedSourceObject> MountAsync(WorkflowRun run, LinkedSourceObject dataset) =>
        await run.Storage.MountAsync(dataset, Staging, await MountSpecificationAsync(run, dataset));

    private async Task<JsonObject> MountSpecificationAsync(WorkflowRun run, LinkedSourceObject dataset) =>
        (await run.Plugins.CallAsync(Plugin, "linked.mountSpecification", ForRepository(dataset)))!;
}
