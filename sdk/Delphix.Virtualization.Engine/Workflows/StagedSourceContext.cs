using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>A dSource of a staged plugin: its storage is mounted on a staging host, where the plugin fills it.</summary>
internal sealed record StagedSourceContext(SourceConfigObject SourceConfig, RepositoryObject Repository, EnvironmentObject Source, EnvironmentObject Staging, InstalledPlugin Plugin)
    : LinkedSourceContext(SourceConfig, Repository, Source, Plugin)
{
    internal override Task<bool> IsInUseAsync(DatasetSteps steps, LinkedSourceObject dataset) => steps.IsMountedAsync(dataset);

    internal override async Task<LinkedSourceObject> EnableAsync(DatasetSteps steps, LinkedSourceObject dataset, JobExecution job)
    {
        dataset = await MountAsync(steps, dataset);
        var request = Request(dataset);
        await UndoByAsync(job, "linked.stopStaging", request);
        await steps.CallAsync(Plugin, "linked.startStaging", request, optional: true);
        return dataset;
    }

    internal override async Task<LinkedSourceObject> DisableAsync(DatasetSteps steps, LinkedSourceObject dataset, JobExecution job)
    {
        var request = Request(dataset);
        // Should the job fail later, staging goes on.
        await UndoByAsync(job, "linked.startStaging", request);
        await steps.CallAsync(Plugin, "linked.stopStaging", request, optional: true);
        return await steps.UnmountAsync(dataset);
    }

    internal override async Task RequireSameMountsAsync(DatasetSteps steps, LinkedSourceObject dataset) =>
        DatasetSteps.RequireMountedAs(dataset, Staging, await MountSpecificationAsync(steps, dataset));

    internal override Task<LinkedSourceObject> PrepareSyncAsync(DatasetSteps steps, LinkedSourceObject dataset) => MountAsync(steps, dataset);

    internal override Task<string?> CopiedIntoAsync(DatasetSteps steps, LinkedSourceObject dataset) => Task.FromResult<string?>(null);

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

    private async Task<LinkedSourceObject> MountAsync(DatasetSteps steps, LinkedSourceObject dataset) =>
        await steps.MountAsync(dataset, Staging, await MountSpecificationAsync(steps, dataset));

    private async Task<JsonObject> MountSpecificationAsync(DatasetSteps steps, LinkedSourceObject dataset) =>
        (await steps.CallAsync(Plugin, "linked.mountSpecification", ForRepository(dataset)))!;

    // By the operation that takes back another one, where the plugin has it.
    private Task UndoByAsync(JobExecution job, string operation, JsonObject request) => Plugin.Implements(operation)
        ? job.UndoByAsync(new CleanUp.CallPlugin(Plugin.Object.Reference, operation, request))
        : Task.CompletedTask;
}
