using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Packaging;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>
/// Puts a later build, or another one of the same number, in the place of an installed plugin and brings all that the plugin stored into
/// the form of that build: all of it or nothing.
/// Datasets stay mounted. Jobs of other plugins continue meanwhile.
/// </summary>
/// <param name="artifactPath">The artifact file of the later build.</param>
public sealed class PluginUpgrade(string artifactPath) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Plugin upgrade";

    internal override bool IsExclusive => true;

    internal override int? StepCount => 8;

    internal override async Task<string?> FindPluginAsync(EngineContext engine, CancellationToken cancellationToken) =>
        (await FindTargetAsync(engine, cancellationToken)).Reference;

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        await FindInstalledAsync(engine, await Artifact.ReadAsync(artifactPath, cancellationToken), cancellationToken);

    internal override async Task RunAsync(WorkflowRun run, CatalogObject target)
    {
        var artifact = await Artifact.ReadAsync(artifactPath, run.CancellationToken);
        // As it is now, after what went before.
        var old = await run.Catalog.ReadAgainAsync((PluginObject)target);
        var installed = await run.Engine.Plugins.GetAsync(old.Reference, run.CancellationToken);
        Require(installed, artifact);
        var plugin = Next(old, artifact);
        var folder = run.Engine.Directory.Plugin(plugin);
        await run.Job.UndoByAsync(new CleanUp.RemoveFolder(folder));
        await run.Job.StepAsync(
            "Unpack the artifact", () => PluginInstall.UnpackAsync(artifactPath, artifact, folder, run.CancellationToken));
        using var next = await run.Job.StepAsync(
            "Load the plugin", () => run.Engine.Plugins.OpenAsync(plugin, folder, run.CancellationToken));
        next.RequireManifest();

        var planner = new UpgradePlanner(
            run.Engine, installed, next, name => new OperationScope(run.Job.Job.Reference, name, run.Job.Tell));
        var objects = new List<(CatalogObject Old, CatalogObject New)>();
        foreach (var (operation, migrateAsync) in planner.Steps)
            objects.AddRange(await run.Job.PluginStepAsync(operation, _ => migrateAsync(run.CancellationToken)));
        await run.Job.StepAsync("Store what the new build reads", () => run.Catalog.ReplaceAllAsync([.. objects, (old, plugin)]));
        run.Job.AfterSuccess(new CleanUp.RemoveFolder(run.Engine.Directory.Plugin(old)));
        var plan = new UpgradePlan(old, plugin, planner.MigrationIds, objects);
        run.Job.Tell(
            (plugin.Revision > 0 ? $"Replaced build {plan.ToBuild}: " : $"Upgraded from build {plan.FromBuild} to {plan.ToBuild}: ")
            + $"{plan.MigrationIds.Count} data migrations, "
            + $"{plan.Objects.Count(values => values.IsChanged)} of {plan.Objects.Count} sets of values changed.");
    }

    /// <summary>What the upgrade would do. Changes nothing.</summary>
    internal async Task<UpgradePlan> PlanAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        var artifact = await Artifact.ReadAsync(artifactPath, cancellationToken);
        var old = await FindInstalledAsync(engine, artifact, cancellationToken);
        var installed = await engine.Plugins.GetAsync(old.Reference, cancellationToken);
        Require(installed, artifact);
        var plugin = Next(old, artifact);
        var temporary = Directory.CreateTempSubdirectory("dvp-upgrade-");
        try
        {
            // Unpacking begins with an empty folder, which it makes anew. In a folder for all, another user could be quicker than that.
            var folder = Path.Combine(temporary.FullName, "plugin");
            await PluginInstall.UnpackAsync(artifactPath, artifact, folder, cancellationToken);
            using var next = await engine.Plugins.OpenAsync(plugin, folder, cancellationToken);
            next.RequireManifest();
            var planner = new UpgradePlanner(engine, installed, next, name => new OperationScope(null, name, null));
            var objects = new List<(CatalogObject Old, CatalogObject New)>();
            foreach (var (_, migrateAsync) in planner.Steps)
                objects.AddRange(await migrateAsync(cancellationToken));
            return new UpgradePlan(old, plugin, planner.MigrationIds, objects);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static PluginObject Next(PluginObject old, Artifact artifact)
    {
        var build = artifact.BuildNumber.ToString();
        return old with
        {
            Name = artifact.Name,
            BuildNumber = build,
            // Until the new one is in its place, the old one stays in its folder.
            Revision = build == old.BuildNumber ? old.Revision + 1 : 0,
        };
    }

    private static void Require(InstalledPlugin installed, Artifact artifact)
    {
        PluginInstall.RequireRunnable(artifact);
        UpgradeRules.Require(installed.Artifact, artifact);
    }

    private static async Task<PluginObject> FindInstalledAsync(
        EngineContext engine, Artifact artifact, CancellationToken cancellationToken) =>
        await PluginInstall.FindInstalledAsync(engine, artifact, cancellationToken)
        ?? throw new UserException(
            $"The plugin '{artifact.Name}' is not installed, so there is nothing to upgrade.",
            "Install it: dvp plugin install ARTIFACT",
            "");
}
