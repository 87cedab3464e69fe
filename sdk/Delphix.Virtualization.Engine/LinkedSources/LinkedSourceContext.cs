using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>
/// What belongs to a dSource, the messages that tell the plugin of it, and the steps that depend on the plugin's strategy. They do nothing
/// unless a strategy says otherwise: storage that is mounted nowhere needs none of them.
/// </summary>
internal abstract record LinkedSourceContext(
    SourceConfigObject SourceConfig, RepositoryObject Repository, EnvironmentObject Source, InstalledPlugin Plugin)
{
    internal static async Task<LinkedSourceContext> LoadAsync(
        EngineContext engine, LinkedSourceObject dataset, CancellationToken cancellationToken)
    {
        var config = await engine.Catalog.GetAsync<SourceConfigObject>(dataset.SourceConfig, cancellationToken);
        var repository = await engine.Catalog.GetAsync<RepositoryObject>(config.Repository, cancellationToken);
        var source = await engine.Catalog.GetAsync<EnvironmentObject>(repository.Environment, cancellationToken);
        var plugin = await engine.Plugins.GetAsync(repository.Plugin, cancellationToken);
        if (plugin.Artifact.Strategy == PluginStrategy.Direct)
            return new DirectSourceContext(config, repository, source, plugin);
        var staging = await engine.Catalog.GetAsync<EnvironmentObject>(dataset.Environment, cancellationToken);
        return new StagedSourceContext(config, repository, source, staging, plugin);
    }

    /// <summary>The message for operations that take the source config.</summary>
    internal JsonObject Request(LinkedSourceObject dataset)
    {
        var request = ForRepository(dataset);
        request["sourceConfig"] = Messages.Parameters(SourceConfig.Parameters);
        return request;
    }

    /// <summary>The message for operations of a sync.</summary>
    /// <param name="dataset">The dSource.</param>
    /// <param name="snapshotParameters">What a user says of this sync; null: nothing.</param>
    internal JsonObject ForSync(LinkedSourceObject dataset, JsonObject? snapshotParameters)
    {
        var request = Request(dataset);
        request["snapshotParameters"] = new JsonObject { ["parameters"] = snapshotParameters?.DeepClone() };
        return request;
    }

    /// <summary>Whether an enabled dSource is in working order: for a staged one, whether its storage is mounted.</summary>
    internal virtual Task<bool> IsInUseAsync(WorkflowRun run, LinkedSourceObject dataset) => Task.FromResult(true);

    /// <summary>Takes a dSource into use.</summary>
    /// <returns>The dSource with its mounts; it is not saved.</returns>
    internal virtual Task<LinkedSourceObject> EnableAsync(WorkflowRun run, LinkedSourceObject dataset) => Task.FromResult(dataset);

    /// <summary>Sets a dSource aside.</summary>
    /// <returns>The dSource without mounts; it is not saved.</returns>
    internal virtual Task<LinkedSourceObject> DisableAsync(WorkflowRun run, LinkedSourceObject dataset) => Task.FromResult(dataset);

    /// <summary>Checks that a dSource which is mounted would be mounted at the same places again.</summary>
    /// <exception cref="UserException">It would not.</exception>
    internal virtual Task RequireSameMountsAsync(WorkflowRun run, LinkedSourceObject dataset) => Task.CompletedTask;

    /// <summary>Makes ready for a sync.</summary>
    /// <returns>The dSource with its mounts; it is not saved.</returns>
    internal virtual Task<LinkedSourceObject> PrepareSyncAsync(WorkflowRun run, LinkedSourceObject dataset) => Task.FromResult(dataset);

    /// <summary>The folder into which the operations of a sync may have the engine copy; null for none.</summary>
    internal virtual Task<string?> CopiedIntoAsync(WorkflowRun run, LinkedSourceObject dataset) => Task.FromResult<string?>(null);

    /// <summary>The message for operations that take the repository only.</summary>
    private protected abstract JsonObject ForRepository(LinkedSourceObject dataset);

    /// <summary>What every message says of a dSource.</summary>
    private protected static JsonObject LinkedSource(LinkedSourceObject dataset) =>
        new() { ["guid"] = dataset.DatasetGuid, ["parameters"] = dataset.Parameters.DeepClone() };
}
