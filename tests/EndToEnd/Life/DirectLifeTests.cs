using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Operations;
using static Delphix.Virtualization.EndToEnd.Support.JobSteps;

namespace Delphix.Virtualization.EndToEnd.Life;

/// <summary>The whole life of a direct plugin's dSource and its VDB, with the plugin for configuration files.</summary>
public sealed class DirectLifeTests
{
    [EngineFact]
    public async Task Directory_from_link_to_delete_is_always_what_it_should_be()
    {
        await using var world = await StartAsync();
        await SampleTree.CreateAsync(world.Source);
        var first = await TreeListing.CaptureAsync(world.Source);
        await LinkAndSyncAsync(world);
        await ProvisionAndRewindAsync(world, first);
        await DisableAndEnableAsync(world);
        await FailAsync(world);
        await DeleteAsync(world);
        world.Calls.Should().Contain(
            OperationTable.All.Where(operation => operation.Strategy == PluginStrategy.Direct).Select(operation => operation.Name));
    }

    [EngineFact]
    public async Task Directory_of_the_engines_own_machine_is_copied_without_what_is_excluded_and_with_what_is_followed()
    {
        await using var world = await StartAsync();
        World.Write(world.PathOf("shared", "proxy.conf"), "proxy");
        world.WriteSource("app.conf", "app");
        world.WriteSource("keys/private.pem", "secret");
        File.CreateSymbolicLink(Path.Combine(world.Source, "conf.d"), world.PathOf("shared"));
        await world.RunAsync(new SourceConfigAdd("here", null, new JsonObject { ["name"] = "app", ["path"] = world.Source }));

        await world.RunAsync(
            new LinkedSourceLink(
                "app", "app", null,
                new JsonObject { ["excludePaths"] = new JsonArray("keys"), ["followedLinks"] = new JsonArray("conf.d") }));
        await world.ProvisionAsync("copy", "app");

        var copy = world.PathOf("mnt", "copy");
        Directory.EnumerateFiles(copy, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(copy, path)).Should()
            .BeEquivalentTo("app.conf", "conf.d/proxy.conf");
        new FileInfo(Path.Combine(copy, "conf.d")).LinkTarget.Should().BeNull();
    }

    [EngineFact]
    public async Task Sync_passes_on_what_its_user_says_and_nothing_from_a_policy()
    {
        await using var world = await StartAsync();
        world.WriteSource("app.conf", "app");
        await world.RunAsync(new LinkedSourceLink("app", (await world.Engine.ListAsync<SourceConfigObject>())[1].Reference, null, []));

        var commented = await CommentOfAsync(new JsonObject { ["comment"] = "before the upgrade" });
        var plain = await CommentOfAsync([]);
        var byPolicy = await CommentOfAsync(null);
        var unknown = await world.FailsAsync(new LinkedSourceSync("app", new JsonObject { ["coment"] = "" }));
        var tooLong = await world.FailsAsync(new LinkedSourceSync("app", new JsonObject { ["comment"] = new string('x', 101) }));

        (commented, plain, byPolicy).Should().Be(("before the upgrade", null, "taken by a policy"));
        unknown.Message.Should().Be("The parameters of the sync are not right: coment is not a known property (known: resync, comment).");
        tooLong.Message.Should().StartWith("The parameters of the sync are not right: comment ");
        (await world.SnapshotsAsync()).Should().HaveCount(4);

        async Task<string?> CommentOfAsync(JsonObject? parameters) =>
            (await world.SnapshotOfAsync(await world.RunAsync(new LinkedSourceSync("app", parameters)))).Parameters["comment"]?
                .GetValue<string>();
    }

    private static async Task<World> StartAsync()
    {
        var world = await World.StartAsync(install: false);
        await world.RunAsync(new PluginInstall(await BuiltPlugin.Configuration.ArtifactAsync()));
        Steps(await world.RunAsync(world.SourceEnvironment("source"))).Should()
            .Equal("Connect", "Make the scratch folder", "discovery.repository", "discovery.sourceConfig");
        await world.RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
        return world;
    }

    private static async Task LinkAndSyncAsync(World world)
    {
        var found = await world.Engine.ListAsync<SourceConfigObject>();
        found.Take(2).Select(config => (config.Name, config.Parameters["path"]!.GetValue<string>())).Should()
            .Equal(("system", "/etc"), ("user", world.Source));
        var refused = await world.FailsAsync(new LinkedSourceLink("settings", found[1].Reference, "here", []));
        (refused.Message, refused.Action).Should().Be(
            (
                $"The source config '{found[1].Reference}' belongs to the direct plugin 'Host Configuration', which has no staging "
                    + $"environment.",
                "Leave out --staging-environment."));

        Steps(await world.RunAsync(new LinkedSourceLink("settings", found[1].Reference, null, []))).Should()
            .Equal(CreateStep, "linked.preSnapshot", SnapshotStep, "linked.postSnapshot");
        await SampleTree.ChangeAsync(world.Source);
        Steps(await world.RunAsync(new LinkedSourceSync("settings", false))).Should()
            .Equal("linked.preSnapshot", SnapshotStep, "linked.postSnapshot");
        Steps(await world.RunAsync(new LinkedSourceWorker("settings"))).Should().BeEmpty("direct plugins have none");

        var dsource = await world.Engine.FindAsync<LinkedSourceObject>("settings");
        (dsource.State, dsource.Environment).Should()
            .Be((DatasetState.Enabled, (await world.Engine.FindAsync<EnvironmentObject>("source")).Reference));
        (dsource.Mounts.Count, world.Mounts().Count).Should().Be((0, 0));
        var health = await world.Engine.InspectAsync(dsource);
        (health.Status, health.SizeBytes > 1000).Should().Be((Status.Active, true));
        (await world.Engine.FindAsync<SnapshotObject>("settings@2")).Parameters["path"]!.GetValue<string>().Should().Be(world.Source);
    }

    private static async Task ProvisionAndRewindAsync(World world, TreeListing first)
    {
        var copy = world.PathOf("mnt", "copy");
        Steps(await world.ProvisionAsync("copy", "settings@1")).Should()
            .Equal(CloneStep, "virtual.mountSpecification", MountStep, "virtual.configure", SnapshotStep, "virtual.postSnapshot");
        await World.ExpectEqualAsync(first, copy);
        await SampleTree.ChangeAsync(copy, seed: 2);
        var second = await TreeListing.CaptureAsync(copy);
        Steps(await world.RunAsync(new VirtualSourceSnapshot("copy"))).Should().Equal(SnapshotStep, "virtual.postSnapshot");

        Steps(await world.RunAsync(new VirtualSourceRefresh("copy", to: null))).Should()
            .Equal(UnmountStep, CloneStep, "virtual.mountSpecification", MountStep, "virtual.configure");
        await World.ExpectEqualAsync(world.Source, copy);
        Steps(await world.RunAsync(new VirtualSourceRollback("copy", "@2"))).Should()
            .Equal(UnmountStep, CloneStep, "virtual.mountSpecification", MountStep, "virtual.reconfigure");
        await World.ExpectEqualAsync(second, copy);
    }

    private static async Task DisableAndEnableAsync(World world)
    {
        var before = await TreeListing.CaptureAsync(world.PathOf("mnt", "copy"));
        Steps(await world.RunAsync(new VirtualSourceStop("copy"))).Should().BeEmpty("the plugin has nothing to stop");
        Steps(await world.RunAsync(new VirtualSourceDisable("copy"))).Should().Equal(UnmountStep);
        Steps(await world.RunAsync(new LinkedSourceDisable("settings"))).Should().BeEmpty("there is no staging");
        (await world.FailsAsync(new LinkedSourceSync("settings", false))).Action.Should()
            .Be("Enable it first: dvp dsource enable settings");
        Steps(await world.RunAsync(new LinkedSourceEnable("settings"))).Should().BeEmpty();
        (await world.Engine.FindAsync<LinkedSourceObject>("settings")).State.Should().Be(DatasetState.Enabled);
        (await world.RunAsync(new LinkedSourceEnable("settings"))).Events.Select(report => report.Message).Should()
            .Equal("settings is enabled already.");
        Steps(await world.RunAsync(new VirtualSourceEnable("copy"))).Should()
            .Equal("virtual.mountSpecification", MountStep, "virtual.reconfigure");
        await World.ExpectEqualAsync(before, world.PathOf("mnt", "copy"));
    }

    private static async Task FailAsync(World world)
    {
        var snapshots = await world.SnapshotsAsync();
        Directory.Move(world.Source, world.Source + "-moved");

        var failed = await world.FailsAsync(new LinkedSourceSync("settings", false));

        (failed.Message, failed.Action).Should().Be((
            $"{world.Source} could not be copied.", "Fix what the output says; the dSource's last snapshot is as it was."));
        failed.Output.Should().Be($"RunSyncAsync from 127.0.0.1: there is no directory {world.Source}.");
        (await world.SnapshotsAsync()).Should().Equal(snapshots);
        Directory.Move(world.Source + "-moved", world.Source);
        await world.RunAsync(new LinkedSourceSync("settings", true));
        await world.RunAsync(new VirtualSourceRefresh("copy", to: null));
        await World.ExpectEqualAsync(world.Source, world.PathOf("mnt", "copy"));
        (await world.FailsAsync(new CreateEmptyVdb(world.Vdb("blank")))).Message.Should().Contain("virtual.initialize");
    }

    private static async Task DeleteAsync(World world)
    {
        (await world.FailsAsync(new LinkedSourceDelete("settings"))).Message.Should()
            .Be("'settings' cannot be deleted before what was provisioned from it: copy.");
        Steps(await world.RunAsync(new VirtualSourceDelete("copy"))).Should().Equal(UnmountStep);
        Steps(await world.RunAsync(new LinkedSourceDelete("settings"))).Should().BeEmpty();
        (world.Volumes().Count, world.Mounts().Count, world.Scratch().Count).Should().Be((0, 0, 0));
        foreach (var environment in (string[])["source", "here"])
            await world.RunAsync(new EnvironmentRemove(environment));
        await world.RunAsync(new PluginRemove("Host Configuration"));
        (await world.Engine.ListJobsAsync()).Should().OnlyContain(job => job.State != JobState.Running && job.CleanUps.Count == 0);
    }
}
