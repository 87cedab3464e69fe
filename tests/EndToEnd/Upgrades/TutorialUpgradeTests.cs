using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.EndToEnd.Upgrades;

public sealed class TutorialUpgradeTests
{
    [EngineFact]
    public async Task Upgrade_from_the_tutorials_plugin_keeps_its_data_in_use()
    {
        await using var world = await TutorialWorld.StartAsync();
        var upgrade = new PluginUpgrade(await BuiltPlugin.Reference.ArtifactAsync());
        var old = await ReferencesAsync(world);
        var copy = world.PathOf("mnt", "copy");

        var plan = await world.Engine.PlanUpgradeAsync(await BuiltPlugin.Reference.ArtifactAsync());
        using (var open = File.OpenText(Path.Combine(copy, TutorialWorld.Folder, "a file")))
        {
            await world.RunAsync(upgrade);
            (await open.ReadToEndAsync()).Should().Be("one", "the VDB stayed mounted");
        }

        plan.Objects.Select(values => values.Noun).Should()
            .Equal("repository", "source config", "dSource", "VDB", "VDB's source config", "snapshot", "snapshot", "snapshot");
        (await ReferencesAsync(world)).Should().Equal(old);
        (await world.Engine.ListAsync<PluginObject>()).Select(plugin => plugin.Name).Should().Equal("Directory Trees");
        world.Mounts().Should().HaveCount(2);
        (await world.Engine.ListAsync<SourceConfigObject>()).Should().ContainSingle().Which.Parameters["path"]!.GetValue<string>().Should()
            .Be(world.Source);
        (await world.DsourceAsync()).Parameters["sshPort"]!.GetValue<int>().Should().Be(22);
        (await world.Engine.ListAsync<SnapshotObject>()).Select(snapshot => snapshot.Parameters["mode"]!.GetValue<string>()).Should()
            .AllBe("unrecorded");

        await world.RunAsync(new EnvironmentRefresh("here"));
        (await world.Engine.ListAsync<RepositoryObject>()).Should()
            .ContainSingle("discovery finds the one that there was").Which.Parameters["rsyncVersion"].Should().NotBeNull();

        // The tutorial's plugin knew one port only. What its copy lost is there after the first sync of the new build: owners, times,
        // links.
        await world.RunAsync(
            new LinkedSourceUpdate(
                "files",
                new JsonObject { ["sshPort"] = world.Ssh.Port, ["identityFile"] = world.Ssh.IdentityFile, ["acceptNewHostKey"] = true }));
        await world.SyncAsync();
        await World.ExpectEqualAsync(world.Source, world.Staging);
        await world.ProvisionAsync("fresh", "files");
        await World.ExpectEqualAsync(world.Source, world.PathOf("mnt", "fresh"));
        await world.ProvisionAsync("old", "files@1");
        Directory.EnumerateFileSystemEntries(world.PathOf("mnt", "old", TutorialWorld.Folder)).Select(Path.GetFileName).Should()
            .Equal("a file");
        File.ReadAllText(world.PathOf("mnt", "old", TutorialWorld.Folder, "a file")).Should().Be("one");
        await world.RunAsync(new VirtualSourceSnapshot("copy"));
        await world.RunAsync(new VirtualSourceRefresh("copy", null));
        await World.ExpectEqualAsync(world.Source, copy);
        await world.RunAsync(new VirtualSourceRollback("copy", "copy@2"));
        File.ReadAllText(Path.Combine(copy, "mine")).Should().Be("written in the VDB");
    }

    private static async Task<IReadOnlyList<string>> ReferencesAsync(World world) =>
    [
        .. from item in (IEnumerable<CatalogObject>)
           [
               .. await world.Engine.ListAsync<RepositoryObject>(), .. await world.Engine.ListAsync<SourceConfigObject>(),
               .. await world.Engine.ListAsync<LinkedSourceObject>(),
               .. await world.Engine.ListAsync<VirtualSourceObject>(), .. await world.Engine.ListAsync<SnapshotObject>(),
           ]
           select item.Reference,
    ];
}
