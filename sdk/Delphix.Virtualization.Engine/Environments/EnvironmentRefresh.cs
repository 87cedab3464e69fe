using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Environments;

/// <summary>
/// The documented workflow "Environment refresh": asks every plugin what the host has. Their identity fields distinguish objects:
/// matched ones are updated, new ones added, vanished ones removed unless something uses them or a user added them.
/// </summary>
/// <param name="environment">The environment's name or reference.</param>
public sealed class EnvironmentRefresh(string environment) : ObjectWorkflow<EnvironmentObject>(environment)
{
    /// <inheritdoc/>
    public override string Title => "Environment refresh";

    private protected override async Task RunAsync(WorkflowRun run, EnvironmentObject environment)
    {
        await HostFolders.MakeAsync(run.Engine.Hosts.To(environment), environment, run.CancellationToken);
        await DiscoverAsync(run, environment);
    }

    internal static async Task DiscoverAsync(WorkflowRun run, EnvironmentObject environment)
    {
        var plugins = await run.Catalog.ListAsync<PluginObject>();
        if (plugins.Count == 0)
            run.Job.Tell("No plugin is installed yet; refresh the environment after installing one.");
        foreach (var plugin in plugins)
            await DiscoverAsync(run, environment, await run.Engine.Plugins.GetAsync(plugin.Reference, run.CancellationToken));
    }

    private static async Task DiscoverAsync(WorkflowRun run, EnvironmentObject environment, InstalledPlugin plugin)
    {
        var request = new JsonObject { ["sourceConnection"] = Messages.Connection(environment) };
        var returned = await run.Plugins.CallAsync(plugin, "discovery.repository", request);
        var known = (await run.Catalog.ListAsync<RepositoryObject>())
            .Where(repository => repository.Environment == environment.Reference && repository.Plugin == plugin.Object.Reference);
        var found = Values(returned!, "repositories");
        var repositories = await ReconcileAsync(
            run, plugin, DefinitionKind.Repository, known, found, _ => true, (reference, name, values) => new()
            {
                Reference = reference,
                Name = name,
                CreatedAt = run.Engine.Clock.GetUtcNow(),
                Environment = environment.Reference,
                Plugin = plugin.Object.Reference,
                Parameters = values,
            });
        foreach (var repository in repositories)
            await DiscoverSourceConfigsAsync(run, environment, plugin, repository);
    }

    private static async Task DiscoverSourceConfigsAsync(
        WorkflowRun run, EnvironmentObject environment, InstalledPlugin plugin, RepositoryObject repository)
    {
        var request = new JsonObject
        {
            ["sourceConnection"] = Messages.Connection(environment),
            ["repository"] = Messages.Parameters(repository.Parameters),
        };
        var returned = await run.Plugins.CallAsync(plugin, "discovery.sourceConfig", request);
        var known = (await run.Catalog.ListAsync<SourceConfigObject>()).Where(config => config.Repository == repository.Reference);
        var found = Values(returned!, "sourceConfigs");
        var configs = await ReconcileAsync(
            run, plugin, DefinitionKind.SourceConfig, known, found, config => !config.IsManual, (reference, name, values) => new()
            {
                Reference = reference,
                Name = name,
                CreatedAt = run.Engine.Clock.GetUtcNow(),
                Repository = repository.Reference,
                IsManual = false,
                Parameters = values,
            });
        run.Job.Tell($"{environment.Name}: {repository.Name}: {configs.Count} source config{(configs.Count == 1 ? "" : "s")} discovered.");
    }

    private static async Task<IReadOnlyList<T>> ReconcileAsync<T>(
        WorkflowRun run,
        InstalledPlugin plugin,
        DefinitionKind kind,
        IEnumerable<T> stored,
        IEnumerable<JsonObject> discovered,
        Func<T, bool> isAutomatic,
        Func<string, string, JsonObject, T> create)
        where T : CatalogObject
    {
        var identityFields = plugin.Schemas.IdentityFields(kind);
        var nameField = plugin.Schemas.NameField(kind);
        // What is encrypted is never the same twice, so plain values are compared.
        var known = new List<(T Item, JsonObject Values)>();
        foreach (var item in stored)
            known.Add((item, await plugin.Secrets.RevealAsync(kind, item.Parameters, run.CancellationToken)));
        var present = new Dictionary<string, T>();
        foreach (var values in discovered)
        {
            var plain = await plugin.Secrets.RevealAsync(kind, values, run.CancellationToken);
            var identity = ObjectParameters.IdentityOf(plain, identityFields);
            var name = values[nameField]?.ToString() ?? ObjectParameters.IdentityOf(SecretMask.Hide(values), identityFields);
            // What is found twice is one object.
            if (present.ContainsKey(identity))
                continue;
            var (match, matched) = known.FirstOrDefault(item => ObjectParameters.IdentityOf(item.Values, identityFields) == identity);
            if (match is null)
            {
                var reference = await run.Engine.Catalog.NextReferenceAsync<T>(run.CancellationToken);
                present[identity] = await run.Catalog.AddAsync(create(reference, name, values));
            }
            else if (!JsonNode.DeepEquals(matched, plain) && isAutomatic(match))
            {
                present[identity] = await run.Catalog.ReplaceAsync(match, match with { Name = name, Parameters = values });
            }
            else
            {
                present[identity] = match;
            }
        }

        foreach (var (item, values) in known)
        {
            if (isAutomatic(item) && !present.ContainsKey(ObjectParameters.IdentityOf(values, identityFields)))
                await RemoveVanishedAsync(run, item);
        }

        return [.. present.Values];
    }

    private static async Task RemoveVanishedAsync(WorkflowRun run, CatalogObject vanished)
    {
        // Nothing may begin to use it between the look and the removal.
        using var exclusive = await run.Catalog.LockAsync();
        if (await ObjectUses.FindAsync(run, vanished) is not null)
            return;
        if (vanished is RepositoryObject repository)
            await run.Catalog.RemoveWithSourceConfigsAsync(repository);
        else
            await run.Catalog.RemoveAsync(vanished);
    }

    private static IEnumerable<JsonObject> Values(JsonObject returned, string list) =>
        returned[list]!.AsArray().Select(item => item!["parameters"]!.DeepClone().AsObject());
}
