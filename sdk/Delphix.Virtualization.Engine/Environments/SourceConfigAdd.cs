using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Environments;

/// <summary>Adds a source config by hand, where the plugin allows it.</summary>
/// <param name="environment">The environment's name or reference.</param>
/// <param name="repository">The name or reference of its repository; null when there is but one.</param>
/// <param name="parameters">Values of the plugin's <c>sourceConfigDefinition</c>.</param>
public sealed class SourceConfigAdd(string environment, string? repository, JsonObject parameters) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Source config add";

    internal override async Task<string?> FindPluginAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        var host = await engine.Catalog.FindAsync<EnvironmentObject>(environment, cancellationToken);
        return (await RepositoryChoice.FindAsync(engine, host, repository, plugin: null, cancellationToken)).Plugin;
    }

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        var host = await engine.Catalog.FindAsync<EnvironmentObject>(environment, cancellationToken);
        var found = await RepositoryChoice.FindAsync(engine, host, repository, plugin: null, cancellationToken);
        var plugin = await engine.Plugins.GetAsync(found.Plugin, cancellationToken);
        if (!plugin.Artifact.ManualDiscovery)
            throw new UserException(
                $"The plugin '{plugin.Object.Name}' does not allow source configs that are added by hand.",
                $"Refresh the environment to discover them: dvp environment refresh \"{host.Name}\"",
                "");
        var values = await ObjectParameters.CompleteAsync(
            plugin, DefinitionKind.SourceConfig, parameters, "source config", cancellationToken);
        await RequireNewAsync(engine, plugin, found, values, cancellationToken);
        return new SourceConfigObject
        {
            Reference = await engine.Catalog.NextReferenceAsync<SourceConfigObject>(cancellationToken),
            Name = values[plugin.Schemas.NameField(DefinitionKind.SourceConfig)]!.ToString(),
            CreatedAt = engine.Clock.GetUtcNow(),
            Repository = found.Reference,
            IsManual = true,
            Parameters = values,
        };
    }

    internal override async Task RunAsync(WorkflowRun run, CatalogObject target)
    {
        var created = (SourceConfigObject)target;
        // Looked up again under the lock: the repository may be gone, and another may have added the same.
        using var exclusive = await run.Catalog.LockAsync();
        var found = await run.Engine.Catalog.FindAsync<RepositoryObject>(created.Repository, run.CancellationToken);
        var plugin = await run.Engine.Plugins.GetAsync(found.Plugin, run.CancellationToken);
        await RequireNewAsync(run.Engine, plugin, found, created.Parameters, run.CancellationToken);
        await run.Catalog.AddAsync(created);
    }

    private static async Task RequireNewAsync(
        EngineContext engine, InstalledPlugin plugin, RepositoryObject repository, JsonObject values, CancellationToken cancellationToken)
    {
        var fields = plugin.Schemas.IdentityFields(DefinitionKind.SourceConfig);
        var added = await plugin.Secrets.RevealAsync(DefinitionKind.SourceConfig, values, cancellationToken);
        foreach (var known in await engine.Catalog.ListAsync<SourceConfigObject>(cancellationToken))
        {
            if (known.Repository != repository.Reference)
                continue;
            var present = await plugin.Secrets.RevealAsync(DefinitionKind.SourceConfig, known.Parameters, cancellationToken);
            if (fields.All(field => JsonNode.DeepEquals(present[field], added[field])))
                throw new UserException(
                    $"There is a source config with the same {string.Join(", ", fields)} already: '{known.Name}' ({known.Reference}).",
                    "Use that one.",
                    "");
        }
    }
}
