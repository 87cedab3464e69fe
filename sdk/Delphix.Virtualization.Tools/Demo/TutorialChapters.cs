using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.VirtualSources;
using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>
/// How the demo begins: with the tutorial's plugin, release 1.0.0 of the plugin that it then shows. What that loses is there after the
/// upgrade.
/// </summary>
internal sealed class TutorialChapters(DemoStage stage, DemoPlugins plugins)
{
    /// <summary>The VDB that the tutorial's plugin makes, and that stays in use.</summary>
    public const string Early = "early";

    // The plugin gives rsync a path without a slash at its end, so rsync copies the directory itself.
    private string Copied => Path.Combine(stage.Staging, Path.GetFileName(stage.World.Source));

    /// <summary>Links the source, and provisions a VDB, with the tutorial's plugin.</summary>
    public async Task BeginAsync()
    {
        await stage.RunAsync(new PluginInstall(await stage.BuildAsync(plugins.Tutorial, stage.World.PathOf("tutorial.json"))));
        await stage.RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
        // A user typed one slash too many. The upgrade writes each path in one way.
        var typed = new JsonObject { ["name"] = DemoStage.Files, ["path"] = $"/{stage.World.Source}" };
        await stage.RunAsync(new SourceConfigAdd("here", null, typed));
        var ssh = stage.World.SshServer;
        var linked = new JsonObject
        {
            ["sourceAddress"] = ssh.Address,
            ["username"] = ssh.UserName,
            ["mountLocation"] = stage.Staging,
        };
        await WithLoginAsync(() => stage.RunAsync(new LinkedSourceLink(DemoStage.Files, DemoStage.Files, "here", linked)));
        await stage.RunAsync(new VirtualSourceProvision(
            new NewVirtualSource(Early, "here", null, new JsonObject { ["mountLocation"] = stage.MountOf(Early) }), DemoStage.Files));
        var installed = await stage.PluginAsync();
        stage.Console.Tick($"'{installed.Name}', build {installed.BuildNumber}, has linked the source, and provisioned a VDB of it");
    }

    /// <summary>Shows what is not in the copy, and what should not be in it any more.</summary>
    public async Task LoseAsync()
    {
        File.Delete(Path.Combine(stage.World.Source, DemoStage.ToDelete));
        await WithLoginAsync(() => stage.RunAsync(new LinkedSourceSync(DemoStage.Files, resync: false)));
        var all = new TreeComparisonOptions { IgnoreOwners = DemoStage.Options.IgnoreOwners, DifferencesKept = int.MaxValue };
        var lost = await TreeComparer.CompareAsync(stage.World.Source, Copied, all, stage.CancellationToken);
        foreach (var aspect in lost.Differences.GroupBy(difference => difference.Aspect).OrderByDescending(group => group.Count()))
            stage.Console.Note(string.Create(CultureInfo.InvariantCulture, $"{Words(aspect.Key)}: {aspect.Count():N0} items"));
        stage.Expect(
            !lost.IsEqual && File.Exists(Path.Combine(Copied, DemoStage.ToDelete)),
            "a sync by rsync -r reports success, and the copy is not the source");
    }

    /// <summary>Upgrades to the reference plugin, while somebody works in the VDB.</summary>
    public async Task UpgradeAsync()
    {
        var artifact = await stage.BuildAsync(plugins.Reference, stage.World.PathOf("artifact.json"));
        var plan = await stage.Engine.PlanUpgradeAsync(artifact, stage.CancellationToken);
        foreach (var line in UpgradeText.Of(plan).Split(Environment.NewLine))
            stage.Console.Note(line);
        var file = Path.Combine(stage.MountOf(Early), Path.GetFileName(stage.World.Source), DemoStage.ToKeep);
        await using (var open = File.OpenRead(file))
        {
            await stage.RunAsync(new PluginUpgrade(artifact));
            var read = await open.ReadAsync(new byte[1], stage.CancellationToken);
            stage.Expect(read == 1, "the VDB stayed mounted, and a file that was open in it could still be read");
        }

        var installed = await stage.PluginAsync();
        stage.Expect(
            installed.BuildNumber == plan.ToBuild && plan.Objects.Where(values => values.IsChanged).Select(values => values.Noun).Distinct()
                .Count() == 5,
            $"'{installed.Name}', build {installed.BuildNumber}, is in its place, with the data of all five kinds of objects");
    }

    // The tutorial's plugin knows neither a port nor a key. As in the tutorial, a variable says how rsync logs in.
    private async Task WithLoginAsync(Func<Task> action)
    {
        const string Variable = "RSYNC_RSH";
        var ssh = stage.World.SshServer;
        var before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(
            Variable,
            string.Create(
                CultureInfo.InvariantCulture,
                $"ssh -F none -p {ssh.Port} -i '{ssh.IdentityFile}' -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"));
        try
        {
            await action();
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    private static string Words(TreeAspect aspect) => aspect switch
    {
        TreeAspect.Missing => "missing",
        TreeAspect.Extra => "deleted at the source, still there",
        TreeAspect.ModificationTime => "another time of the last change",
        TreeAspect.HardLink => "hard links that became files of their own",
        TreeAspect.ExtendedAttributes => "without their ACLs or extended attributes",
        TreeAspect.Holes => "holes that take room",
        TreeAspect.Mode => "another mode",
        TreeAspect.Owner => "another owner",
        _ => $"another {aspect.ToString().ToLowerInvariant()}",
    };
}
