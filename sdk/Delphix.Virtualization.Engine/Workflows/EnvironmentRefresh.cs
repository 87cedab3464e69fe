using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>
/// The documented workflow "Environment refresh": asks every plugin what the host has. Objects are told apart by their identity fields:
/// matched ones are updated, new ones added, vanished ones removed unless something uses them or a user added them.
/// </summary>
/// <param name="environment">The environment's name or reference.</param>
public sealed class EnvironmentRefresh(string environment) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Environment refresh";

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        await engine.Catalog.FindAsync<EnvironmentObject>(environment, cancellationToken);

    internal override async Task RunAsync(EngineContext engine, CatalogObject target, JobExecution job, CancellationToken cancellationToken)
    {
        var found = await engine.Catalog.FindAsync<EnvironmentObject>(target.Reference, cancellationToken);
        await DiscoverAsync(engine, job, found, cancellationToken);
    }

    internal static async Task DiscoverAsync(EngineContext engine, JobExecution job, EnvironmentObject environment, CancellationToken cancellationToken)
    {
        var plugins = await engine.Catalog.ListAsync<PluginObject>(cancellationToken);
        if (plugins.Count == 0)
            job.Tell("No plugin is installed yet; refresh the environment after installing one.");
        foreach (var plugin in plugins)
        {
            var loaded = await engine.Plugins.GetAsync(plugin.Reference, cancellationToken);
            await DiscoverAsync(engine, job, environment, loaded, cancellationToken);
        }
    }

    private static async Task DiscoverAsync(EngineContext engine, JobExecution job, EnvironmentObject environment, InstalledPlugin plugin, CancellationToken cancellationToken)
    {
        var steps = new DatasetSteps(engine, job, cancellationToken);
        var request = new JsonObject { ["sourceConnection"] = Messages.Connection(environment) };
        var returned = await steps.CallAsync(plugin, "discovery.repository", request);
        var known = (await engine.Catalog.ListAsync<RepositoryObject>(cancellationToken))
            .Where(repository => repository.Environment == environment.Reference && repository.Plugin == plugin.Object.Reference).ToList();
        var repositories = await ReconcileAsync(engine, steps, plugin, DefinitionKind.Repository, known, Values(returned!, "repositories"), _ => true, (reference, name, values) => new RepositoryObject
        {
            Reference = reference,
            Name = name,
            CreatedAt = engine.Clock.GetUtcNow(),
            Environment = environment.Reference,
            Plugin = plugin.Object.Reference,
            Parameters = values,
        }, cancellationToken);
        foreach (var repository in repositories)
            await DiscoverSourceConfigsAsync(engine, job, steps, environment, plugin, repository, cancellationToken);
    }

    private static async Task DiscoverSourceConfigsAsync(
        EngineContext engine, JobExecution job, DatasetSteps steps, EnvironmentObject environment, InstalledPlugin plugin, RepositoryObject repository, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["sourceConnection"] = Messages.Connection(environment), ["repository"] = Messages.Parameters(repository.Parameters) };
        var returned = await steps.CallAsync(plugin, "discovery.sourceConfig", request);
        var known = (await engine.Catalog.ListAsync<SourceConfigObject>(cancellationToken)).Where(config => config.Repository == repository.Reference).ToList();
        var found = await ReconcileAsync(engine, steps, plugin, DefinitionKind.SourceConfig, known, Values(returned!, "sourceConfigs"), config => !config.IsManual, (reference, name, values) => new SourceConfigObject
        {
            Reference = reference,
            Name = name,
            CreatedAt = engine.Clock.GetUtcNow(),
            Repository = repository.Reference,
            IsManual = false,
            Parameters = values,
        }, cancellationToken);
        job.Tell($"{environment.Name}: {repository.Name}: {found.Count} source config{(found.Count == 1 ? "" : "s")} discovered.");
    }

    private static async Task<IReadOnlyList<T>> ReconcileAsync<T>(
        EngineContext engine, DatasetSteps steps, InstalledPlugin plugin, DefinitionKind kind, IReadOnlyList<T> stored, IEnumerable<JsonObject> discovered, Func<T, bool> isAutomatic, Func<string, string, JsonObject, T> create, CancellationToken cancellationToken)
        where T : CatalogObject
    {
        var identityFields = plugin.Schemas.IdentityFields(kind);
        var nameField = plugin.Schemas.NameField(kind);
        // What is encrypted is never the same twice, so plain values are compared.
        var known = new List<(T Item, JsonObject Values)>();
        foreach (var item in stored)
            known.Add((item, await plugin.Secrets.RevealAsync(kind, item.Parameters, cancellationToken)));
        var present = new Dictionary<string, T>();
        foreach (var values in discovered)
        {
            var plain = await plugin.Secrets.RevealAsync(kind, values, cancellationToken);
            var identity = ObjectParameters.IdentityOf(plain, identityFields);
            var name = values[nameField]?.ToString() ?? ObjectParameters.IdentityOf(SecretMask.Hide(values), identityFields);
            // What is found twice is one object.
            if (present.ContainsKey(identity))
                continue;
            var (match, matched) = known.FirstOrDefault(item => ObjectParameters.IdentityOf(item.Values, identityFields) == identity);
            if (match is null)
                present[identity] = await steps.AddAsync(create(await engine.Catalog.NextReferenceAsync<T>(cancellationToken), name, values));
            else if (!JsonNode.DeepEquals(matched, plain) && isAutomatic(match))
                present[identity] = await steps.ReplaceAsync(match, match with { Name = name, Parameters = values });
            else
                present[identity] = match;
        }

        foreach (var (vanished, _) in known.Where(item => isAutomatic(item.Item) && !present.ContainsKey(ObjectParameters.IdentityOf(item.Values, identityFields))))
        {
            // Nothing may begin to use it between the look and the removal.
            using var exclusive = await engine.Catalog.LockAsync(cancellationToken);
            if (await ObjectUses.FindAsync(engine, vanished, cancellationToken) is null)
                await RemoveAsync(engine, steps, vanished, cancellationToken);
        }

        return [.. present.Values];
    }

    // A repository goes with the source configs that were discovered in it.
    private static async Task RemoveAsync<T>(EngineContext engine, DatasetSteps steps, T vanished, CancellationToken cancellationToken)
        where T : CatalogObject
    {
        if (vanished is RepositoryObject)
        {
            foreach (var config in await engine.Catalog.ListAsync<SourceConfigObject>(cancellationToken))
            {
                if (config.Repository == vanished.Reference)
                    await steps.RemoveAsync(config);
            }
        }

        await steps.RemoveAsync(vanished);
    }

    private static IEnumerable<JsonObject> Values(JsonObject returned, string list) =>
        returned[list]!.AsArray().Select(item => item!["parameters"]!.DeepClone().AsObject());
}
