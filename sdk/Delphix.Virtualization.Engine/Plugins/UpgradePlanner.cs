using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>Brings all that one build of a plugin stored into the form of another, on copies: nothing is stored.</summary>
/// <param name="engine">The engine.</param>
/// <param name="installed">The installed build.</param>
/// <param name="next">The build that takes its place.</param>
/// <param name="scopeOf">The scope of the calls for an object with a name.</param>
internal sealed class UpgradePlanner(
    EngineContext engine, InstalledPlugin installed, InstalledPlugin next, Func<string, OperationScope> scopeOf)
{
    // A migration reaches no host: one that takes longer than this goes round in circles.
    internal static readonly TimeSpan LongestMigration = TimeSpan.FromMinutes(1);

    /// <summary>The migrations that the installed build lacks, in their order.</summary>
    internal IReadOnlyList<string> MigrationIds { get; } = [.. next.Artifact.MigrationIds.Except(installed.Artifact.MigrationIds)];

    /// <summary>
    /// What there is to do, by the operation that does it: each gives the plugin's objects of a kind as they are and as they will be.
    /// </summary>
    internal IReadOnlyList<(
        string Operation,
        Func<CancellationToken, Task<IReadOnlyList<(CatalogObject Old, CatalogObject New)>>> MigrateAsync)> Steps =>
    [
        ("upgrade.repository", RepositoriesAsync),
        ("upgrade.sourceConfig", SourceConfigsAsync),
        ("upgrade.linkedSource", LinkedSourcesAsync),
        ("upgrade.virtualSource", VirtualSourcesAsync),
        ("upgrade.snapshot", SnapshotsAsync),
    ];

    private async Task<IReadOnlyList<(CatalogObject Old, CatalogObject New)>> RepositoriesAsync(CancellationToken cancellationToken)
    {
        var migrated = await MigrateAsync(
            await OfPluginAsync(cancellationToken),
            DefinitionKind.Repository,
            (item, values) => item with { Name = NameOf(DefinitionKind.Repository, item, values), Parameters = values },
            cancellationToken);
        await RequireDistinctAsync(migrated, DefinitionKind.Repository, item => item.Environment, cancellationToken);
        return Untyped(migrated);
    }

    private async Task<IReadOnlyList<(CatalogObject Old, CatalogObject New)>> SourceConfigsAsync(CancellationToken cancellationToken)
    {
        var owners = await RepositoryReferencesAsync(cancellationToken);
        var configs = (await engine.Catalog.ListAsync<SourceConfigObject>(cancellationToken))
            .Where(config => owners.Contains(config.Repository));
        var migrated = await MigrateAsync(
            configs,
            DefinitionKind.SourceConfig,
            (item, values) => item with { Name = NameOf(DefinitionKind.SourceConfig, item, values), Parameters = values },
            cancellationToken);
        await RequireDistinctAsync(migrated, DefinitionKind.SourceConfig, item => item.Repository, cancellationToken);
        return Untyped(migrated);
    }

    private async Task<IReadOnlyList<(CatalogObject Old, CatalogObject New)>> LinkedSourcesAsync(CancellationToken cancellationToken) =>
        Untyped(
            await MigrateAsync(
                await DatasetsAsync<LinkedSourceObject>(cancellationToken),
                DefinitionKind.LinkedSource,
                (item, values) => item with { Parameters = values },
                cancellationToken));

    // Each with the source config that was made for it.
    private async Task<IReadOnlyList<(CatalogObject Old, CatalogObject New)>> VirtualSourcesAsync(CancellationToken cancellationToken)
    {
        var vdbs = await DatasetsAsync<VirtualSourceObject>(cancellationToken);
        var migrated = new List<(CatalogObject, CatalogObject)>();
        var changed = await MigrateAsync(
            vdbs, DefinitionKind.VirtualSource, (item, values) => item with { Parameters = values }, cancellationToken);
        foreach (var (old, item) in changed)
        {
            var sourceConfig = await MigrateAsync(
                DefinitionKind.SourceConfig, item.Name, item.SourceConfigParameters, cancellationToken);
            migrated.Add((old, item with { SourceConfigParameters = sourceConfig }));
        }

        return migrated;
    }

    private async Task<IReadOnlyList<(CatalogObject Old, CatalogObject New)>> SnapshotsAsync(CancellationToken cancellationToken)
    {
        var owners = (await DatasetsAsync<LinkedSourceObject>(cancellationToken)).Select(dataset => dataset.Reference)
            .Concat((await DatasetsAsync<VirtualSourceObject>(cancellationToken)).Select(dataset => dataset.Reference)).ToHashSet();
        var snapshots = (await engine.Catalog.ListAsync<SnapshotObject>(cancellationToken))
            .Where(snapshot => owners.Contains(snapshot.Dataset));
        return Untyped(
            await MigrateAsync(snapshots, DefinitionKind.Snapshot, (item, values) => item with { Parameters = values }, cancellationToken));
    }

    private static IReadOnlyList<(CatalogObject Old, CatalogObject New)> Untyped<T>(IEnumerable<(T Old, T New)> items)
        where T : CatalogObject => [.. items.Select(item => ((CatalogObject)item.Old, (CatalogObject)item.New))];

    private async Task<IReadOnlyList<RepositoryObject>> OfPluginAsync(CancellationToken cancellationToken) =>
        [.. (await engine.Catalog.ListAsync<RepositoryObject>(cancellationToken)).Where(
            repository => repository.Plugin == installed.Object.Reference)];

    private async Task<HashSet<string>> RepositoryReferencesAsync(CancellationToken cancellationToken) =>
        [.. (await OfPluginAsync(cancellationToken)).Select(repository => repository.Reference)];

    private async Task<IReadOnlyList<T>> DatasetsAsync<T>(CancellationToken cancellationToken)
        where T : DatasetObject
    {
        var owners = await RepositoryReferencesAsync(cancellationToken);
        return [.. (await engine.Catalog.ListAsync<T>(cancellationToken)).Where(dataset => owners.Contains(dataset.Repository))];
    }

    private async Task<List<(T Old, T New)>> MigrateAsync<T>(
        IEnumerable<T> items, DefinitionKind kind, Func<T, JsonObject, T> with, CancellationToken cancellationToken)
        where T : CatalogObject
    {
        var migrated = new List<(T, T)>();
        foreach (var item in items)
            migrated.Add((item, with(item, await MigrateAsync(kind, item.Name, item.Parameters, cancellationToken))));
        return migrated;
    }

    private async Task<JsonObject> MigrateAsync(DefinitionKind kind, string name, JsonObject values, CancellationToken cancellationToken)
    {
        try
        {
            // A migration that never ends must not keep its caller.
            return await Task.Run(
                () => next.MigrateAsync(kind, values, MigrationIds, installed.Secrets, scopeOf(name), cancellationToken), cancellationToken)
                .WaitAsync(LongestMigration, engine.Clock, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new UserException(
                $"The data migrations of '{name}' did not end within {LongestMigration.TotalMinutes:0} minute.",
                "Fix the plugin's migrations: they work on a few values only.",
                "",
                e);
        }
        catch (SchemaViolationException e)
        {
            throw new UserException(
                e.Message,
                $"Fix the plugin: its schema or its data migrations. Build {installed.Object.BuildNumber} stays in use.",
                "",
                e);
        }
    }

    private string NameOf(DefinitionKind kind, CatalogObject item, JsonObject values) =>
        values[next.Schemas.NameField(kind)]?.GetValue<string>() ?? item.Name;

    // Discovery tells objects by these values.
    private async Task RequireDistinctAsync<T>(
        IReadOnlyList<(T Old, T New)> items, DefinitionKind kind, Func<T, string> ownerOf, CancellationToken cancellationToken)
        where T : CatalogObject
    {
        var seen = new Dictionary<string, T>();
        var identityFields = next.Schemas.IdentityFields(kind);
        foreach (var (old, item) in items)
        {
            var plain = await next.Secrets.RevealAsync(kind, item.Parameters, cancellationToken);
            var identity = $"{ownerOf(item)}\n{ObjectParameters.IdentityOf(plain, identityFields)}";
            if (!seen.TryAdd(identity, old))
            {
                throw new UserException(
                    $"After the upgrade, '{seen[identity].Name}' ({seen[identity].Reference}) and '{old.Name}' ({old.Reference}) would be "
                        + $"one {CatalogType.Of<T>().Noun}: their identity fields are equal.",
                    "Fix the plugin's data migrations, or remove one of the two.",
                    "");
            }
        }
    }
}
