using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>Linking: makes a dSource for a source config, enables it and syncs it for the first time.</summary>
/// <param name="name">The dSource's name.</param>
/// <param name="sourceConfig">The source config's name or reference.</param>
/// <param name="stagingEnvironment">
/// The name or reference of the environment where storage is mounted; null for direct plugins, and for them only.
/// </param>
/// <param name="parameters">Values of the plugin's <c>linkedSourceDefinition</c>.</param>
public sealed class LinkedSourceLink(string name, string sourceConfig, string? stagingEnvironment, JsonObject parameters) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Linked source link";

    internal override async Task<string?> FindPluginAsync(EngineContext engine, CancellationToken cancellationToken) => await OwningPlugin
        .FindAsync(engine, await engine.Catalog.FindAsync<SourceConfigObject>(sourceConfig, cancellationToken), cancellationToken);

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        var config = await engine.Catalog.FindAsync<SourceConfigObject>(sourceConfig, cancellationToken);
        var repository = await engine.Catalog.GetAsync<RepositoryObject>(config.Repository, cancellationToken);
        var plugin = await engine.Plugins.GetAsync(repository.Plugin, cancellationToken);
        var environment = await FindEnvironmentAsync(engine, plugin, repository, cancellationToken);
        var values = await ObjectParameters.CompleteAsync(plugin, DefinitionKind.LinkedSource, parameters, "dSource", cancellationToken);
        await DatasetNames.RequireFreeAsync(engine, name, cancellationToken);
        return new LinkedSourceObject
        {
            Reference = await engine.Catalog.NextReferenceAsync<LinkedSourceObject>(cancellationToken),
            Name = name,
            CreatedAt = engine.Clock.GetUtcNow(),
            Parameters = values,
            DatasetGuid = Guid.NewGuid().ToString(),
            SourceConfig = config.Reference,
            Repository = config.Repository,
            Environment = environment,
            Volume = "",
            State = DatasetState.Creating,
        };
    }

    internal override async Task RunAsync(WorkflowRun run, CatalogObject target)
    {
        var created = (LinkedSourceObject)target;
        var context = await run.LoadAsync(created);
        await DatasetNames.ReserveAsync(run, created);
        var dataset = created with { Volume = await run.Storage.CreateAsync() };
        dataset = await context.EnableAsync(run, dataset);
        dataset = await LinkedSourceSync.SyncFirstAsync(run, context, dataset);
        await run.Catalog.ReplaceAsync(created, dataset with { State = DatasetState.Enabled });
    }

    // The reference of the environment that the dSource belongs to.
    private async Task<string> FindEnvironmentAsync(
        EngineContext engine, InstalledPlugin plugin, RepositoryObject repository, CancellationToken cancellationToken)
    {
        switch (plugin.Artifact.Strategy, stagingEnvironment)
        {
            case (PluginStrategy.Direct, null):
                return repository.Environment;
            case (PluginStrategy.Direct, _):
                throw new UserException(
                    $"The source config '{sourceConfig}' belongs to the direct plugin '{plugin.Object.Name}', which has no staging "
                        + "environment.",
                    "Leave out --staging-environment.",
                    "");
            case (_, null):
                throw new UserException(
                    $"The source config '{sourceConfig}' belongs to the staged plugin '{plugin.Object.Name}', which needs a staging "
                        + "environment to mount storage in.",
                    "Name one with --staging-environment; see what there is: dvp environment list",
                    "");
        }

        var staging = await engine.Catalog.FindAsync<EnvironmentObject>(stagingEnvironment, cancellationToken);
        MountPlaces.RequireLocal(staging, "staging");
        return staging.Reference;
    }
}
