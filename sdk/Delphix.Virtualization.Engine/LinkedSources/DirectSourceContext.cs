using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>A dSource of a direct plugin: the engine copies into its storage, which is mounted nowhere.</summary>
internal sealed record DirectSourceContext(
    SourceConfigObject SourceConfig, RepositoryObject Repository, EnvironmentObject Source, InstalledPlugin Plugin)
    : LinkedSourceContext(SourceConfig, Repository, Source, Plugin)
{
    internal override async Task<string?> CopiedIntoAsync(WorkflowRun run, LinkedSourceObject dataset) =>
        await run.Storage.PathAsync(dataset);

    private protected override JsonObject ForRepository(LinkedSourceObject dataset) => new()
    {
        ["directSource"] = new JsonObject { ["linkedSource"] = LinkedSource(dataset), ["connection"] = Messages.Connection(Source) },
        ["repository"] = Messages.Parameters(Repository.Parameters),
    };
}
