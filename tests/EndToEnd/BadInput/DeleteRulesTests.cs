using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.EndToEnd.BadInput;

public sealed class DeleteRulesTests
{
    [EngineFact]
    public async Task Delete_of_what_is_in_use_is_refused_and_changes_nothing()
    {
        await using var world = await World.WithDatasetAsync();
        await world.SyncAsync();
        await world.ProvisionAsync("copy", "files@2");
        await world.ProvisionAsync("copy-of-copy", "copy");
        var inventory = await world.InventoryAsync();

        await RefusedAsync(
            world, new LinkedSourceDelete("files"), "'files' cannot be deleted before what was provisioned from it: copy.",
            "Delete that first.");
        await RefusedAsync(
            world, new VirtualSourceDelete("copy"), "'copy' cannot be deleted before what was provisioned from it: copy-of-copy.",
            "Delete that first.");
        await RefusedAsync(
            world, new SnapshotDelete("files@2"), "The snapshot 'files@2' is in use by the VDB 'copy'.", "Delete the VDB 'copy' first.");
        await RefusedAsync(
            world, new EnvironmentRemove("here"), "The environment 'here' is in use by the dSource 'files'.",
            "Delete the dSource 'files' first.");
        await RefusedAsync(
            world, new EnvironmentRemove("source"), "The environment 'source' is in use by the dSource 'files'.",
            "Delete the dSource 'files' first.");
        await RefusedAsync(
            world, new PluginRemove("Directory Trees"), "The plugin 'Directory Trees' is in use by the dSource 'files'.",
            "Delete the dSource 'files' first.");
        await RefusedAsync(
            world, new SourceConfigRemove("files"), "The source config 'files' is in use by the dSource 'files'.",
            "Delete the dSource 'files' first.");
        await RefusedAsync(
            world, new SnapshotDelete("files"), "'files' is a dataset, not one of its snapshots.",
            "Name the snapshot, for example files@2.");

        (await world.InventoryAsync()).Should().Be(inventory);
        foreach (var path in (string[])["copy", "copy-of-copy", "staging"])
            await World.ExpectEqualAsync(world.Source, world.PathOf("mnt", path));
    }

    [EngineFact]
    public async Task Delete_of_what_is_in_use_no_more_works()
    {
        await using var world = await World.WithDatasetAsync();
        await world.SyncAsync();
        await world.ProvisionAsync("copy", "files@1");
        await world.RunAsync(new VirtualSourceRefresh("copy", to: null));

        await world.RunAsync(new SnapshotDelete("files@1"));

        (await world.SnapshotsAsync()).Should().Equal("files@2", "copy@1");
        world.Volumes().Should().HaveCount(4);
        await world.RunAsync(new VirtualSourceDisable("copy"));
        await world.RunAsync(new VirtualSourceEnable("copy"));
        await World.ExpectEqualAsync(world.Source, world.PathOf("mnt", "copy"));
        await world.SyncAsync();
        (await world.SnapshotsAsync()).Should().Equal("files@2", "copy@1", "files@3");
    }

    [EngineFact]
    public async Task Delete_of_a_dataset_whose_plugin_is_damaged_is_forced()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var inventory = await world.InventoryAsync();
        var artifact = Directory.EnumerateFiles(world.PathOf("engine", "plugins"), "artifact.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(artifact, "{");
        await using var engine = new LocalEngine(world.Engine.Directory);

        var thrown = (await engine.Awaiting(engine => engine.RunAsync(new VirtualSourceDelete("copy")))
            .Should().ThrowAsync<JobFailedException>()).Which;
        (await world.InventoryAsync()).Should().Be(inventory);
        var vdb = await engine.RunAsync(new VirtualSourceDelete("copy", force: true));
        File.Delete(artifact);
        var dsource = await engine.RunAsync(new LinkedSourceDelete("files", force: true));

        var notJson = $"The plugin 'Directory Trees' cannot be loaded: {artifact} is not a valid plugin artifact: "
            + "it is not JSON (line 1, position 2).";
        thrown.Message.Should().Be(notJson);
        thrown.Action.Should().Be(
            $"Put {Path.GetDirectoryName(artifact)} back from a backup. Without the plugin, datasets can only be deleted: dvp dsource "
                + $"delete --force NAME, dvp vdb delete --force NAME");
        vdb.Events.Select(report => report.Message).Should()
            .Equal(
                $"The plugin was not asked for virtual.unconfigure and virtual.cleanup, and the job continues as it was forced: {notJson}");
        dsource.Events.Select(report => report.Message).Should().Equal(
            $"The plugin was not asked for linked.stopStaging, and the job continues as it was forced: The plugin 'Directory Trees' cannot "
                + $"be loaded: {artifact} is not a valid plugin artifact: there is no such file.");
        (world.Volumes().Count, world.Mounts().Count).Should().Be((0, 0));
        (await engine.ListAsync<VirtualSourceObject>()).Should().BeEmpty();
        (await engine.ListAsync<LinkedSourceObject>()).Should().BeEmpty();
        await engine.RunAsync(new PluginRemove("Directory Trees"));
    }

    [EngineFact]
    public async Task Removals_done_twice_at_once_remove_once()
    {
        await using var world = await World.StartAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            try
            {
                await world.RunAsync(new SourceConfigRemove("files"));
                return "removed";
            }
            catch (UserException e)
            {
                return e.Message;
            }
        }));

        outcomes.Should().Contain("removed");
        outcomes.Should().ContainSingle(
            outcome => outcome == "There is no source config 'files'." || outcome == "The source config 'files' has just been deleted.");
        (await world.Engine.ListAsync<SourceConfigObject>()).Should().BeEmpty();
    }

    private static async Task RefusedAsync(World world, Workflow workflow, string message, string action)
    {
        var thrown = await world.FailsAsync(workflow);
        (thrown.Message, thrown.Action).Should().Be((message, action));
    }
}
