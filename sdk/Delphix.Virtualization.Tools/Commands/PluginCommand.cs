using System.CommandLine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp plugin</c></summary>
internal static class PluginCommand
{
    internal static DvpCommand Create() =>
        new(
            "plugin", "Installs, upgrades, lists and removes plugins of the local engine.", "dvp plugin install artifact.json",
            "dvp plugin list")
    {
        Install(),
        Upgrade(),
        List(),
        Show(),
        Remove(),
    };

    private static DvpCommand Install()
    {
        var artifact = new Argument<string>("ARTIFACT") { Description = "The artifact file that dvp build wrote" };
        return new DvpCommand("install", "Installs a plugin from its artifact.", "dvp plugin install artifact.json") { artifact }
            .Runs(context => context.RunAsync<PluginObject>(
                new PluginInstall(context.Of(artifact)),
                (plugin, index) => $"""
                    Plugin '{plugin.Name}', build {plugin.BuildNumber}, is installed.
                    What it asks for: dvp plugin show "{plugin.Name}"
                    Next, let it look at a host: {NextOf(index)}
                    """));
    }

    private static string NextOf(CatalogIndex index) => index.All<EnvironmentObject>().FirstOrDefault() is { } environment
        ? $"dvp environment refresh \"{environment.Name}\""
        : "dvp environment add local --address localhost";

    private static DvpCommand Upgrade()
    {
        var artifact = new Argument<string>("ARTIFACT")
        {
            Description = "The artifact file of a later build, or of the same one built anew",
        };
        var check = new Option<bool>("--check") { Description = "Only show what would change, object by object" };
        return new DvpCommand(
            "upgrade", "Upgrades an installed plugin to a later build, with the data of all its objects; all of it or nothing.",
            "dvp plugin upgrade artifact.json --check", "dvp plugin upgrade artifact.json")
        {
            artifact,
            check,
        }
            .Runs(async context =>
            {
                if (!context.Of(check))
                {
                    await context.RunAsync<PluginObject>(
                        new PluginUpgrade(context.Of(artifact)),
                        (plugin, _) => $"Plugin '{plugin.Name}' is upgraded to build {plugin.BuildNumber}.");
                    return;
                }

                var engine = await context.EngineAsync();
                var plan = await engine.PlanUpgradeAsync(context.Of(artifact), context.CancellationToken);
                context.Show(() => UpgradeText.ToJson(plan), () => UpgradeText.Of(plan));
            });
    }

    private static DvpCommand List() => new DvpCommand("list", "Lists the installed plugins.", "dvp plugin list", "dvp plugin list --json")
        .Runs(async context =>
        {
            var index = await context.IndexAsync();
            context.ShowList(
                [.. index.All<PluginObject>()],
                plugin => ObjectJson.Of(plugin, index),
                [
                    new("NAME", plugin => plugin.Name),
                    new("BUILD", plugin => plugin.BuildNumber),
                    new("ID", plugin => plugin.PluginId),
                    new("REFERENCE", plugin => plugin.Reference),
                    new("INSTALLED", plugin => HumanText.Time(plugin.CreatedAt, context.Terminal.TimeZone)),
                ],
                "plugin");
        });

    private static DvpCommand Show()
    {
        var plugin = new Argument<string>("PLUGIN") { Description = "The plugin's name, reference or id" };
        return new DvpCommand(
            "show", "Shows an installed plugin: its operations, and what it asks its users for.", "dvp plugin show \"Directory Trees\"")
        {
            plugin,
        }
            .Runs(async context =>
            {
                var found = await FindAsync(context, await context.IndexAsync(), context.Of(plugin));
                var artifact = await (await context.EngineAsync()).ReadArtifactAsync(found, context.CancellationToken);
                context.Show(() => PluginText.ToJson(found, artifact), () => PluginText.Of(found, artifact));
            });
    }

    private static DvpCommand Remove()
    {
        var plugin = new Argument<string>("PLUGIN") { Description = "The plugin's name, reference or id" };
        return new DvpCommand(
            "remove", "Removes a plugin that no dataset uses, with all that it discovered.", "dvp plugin remove \"Directory Trees\"")
        {
            plugin,
        }
            .Runs(async context =>
            {
                var found = await FindAsync(context, await context.IndexAsync(), context.Of(plugin));
                await context.RunAsync(new PluginRemove(found.Reference), job => $"Plugin '{job.Target}' is removed.");
            });
    }

    /// <summary>The plugin that a user named by name, reference or id.</summary>
    internal static async Task<PluginObject> FindAsync(CommandContext context, CatalogIndex index, string name) =>
        index.All<PluginObject>().FirstOrDefault(known => string.Equals(known.PluginId, name, StringComparison.OrdinalIgnoreCase))
        ?? await context.FindAsync<PluginObject>(name);
}
