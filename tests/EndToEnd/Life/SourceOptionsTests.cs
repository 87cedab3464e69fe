using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.EndToEnd.Life;

public sealed class SourceOptionsTests
{
    [EngineFact]
    public async Task Dsource_with_excludes_leaves_them_out()
    {
        await using var world = await World.StartAsync();
        foreach (var path in (string[])["keep", "cache/x", "logs/a.log", "logs/a.txt", "+ odd/x"])
            world.WriteSource(path, path);

        await world.LinkAsync(parameters => parameters["excludePatterns"] = new JsonArray("cache/", "*.log", "+ odd"));

        await World.ExpectEqualAsync(
            world.Source, world.Staging, new TreeComparisonOptions { LeaveOut = ["cache", "logs/a.log", "+ odd"] });
        Directory.Exists(Path.Combine(world.Staging, "cache")).Should().BeFalse();
    }

    [EngineTheory]
    [InlineData(StorageDriver.Btrfs)]
    [InlineData(StorageDriver.Copy)]
    public async Task Dsource_whose_source_holds_the_engine_does_not_copy_its_storage_into_itself(StorageDriver storage)
    {
        await using var world = await World.StartAsync(storage);
        using var elsewhere = new TemporaryDirectory();
        world.WriteSource("large", new string('x', 3 << 20));
        await world.LinkAsync();
        await world.ProvisionAsync("copy");
        await world.RunAsync(new SourceConfigAdd("source", null, new JsonObject { ["name"] = "all", ["path"] = world.PathOf() }));

        await world.RunAsync(
            new LinkedSourceLink(
                "all", "all", "here", world.LinkedSource(parameters => parameters["mountLocation"] = elsewhere.Combine("staging"))));
        await world.RunAsync(new LinkedSourceSync("all", resync: false));
        var job = await world.RunAsync(new LinkedSourceSync("all", resync: true));

        var files = Directory.EnumerateFiles(elsewhere.Path, "*", SearchOption.AllDirectories).ToList();
        files.Where(file => Path.GetFileName(file) == "large").Should().Equal(elsewhere.Combine("staging", "source", "large"));
        files.Where(file => new FileInfo(file).Length >= 3 << 20).Should().ContainSingle();
        var snapshot = (await world.SnapshotOfAsync(job)).Parameters;
        snapshot["warnings"]!.AsArray().Should().ContainSingle()
            .Which!.GetValue<string>().Should()
            .StartWith("The engine's own files below the source were left out: ").And.Contain(world.PathOf("engine", "pool"))
            .And.Contain(world.Staging).And.Contain(world.PathOf("mnt", "copy"));
        await world.RunAsync(new LinkedSourceDelete("all"));
    }

    [EngineFact]
    public async Task Sync_of_a_source_that_became_empty_is_refused_unless_allowed()
    {
        await using var world = await World.WithDatasetAsync();
        var inventory = await world.InventoryAsync();
        Directory.Delete(world.Source, recursive: true);
        Directory.CreateDirectory(world.Source);

        var thrown = await world.FailsAsync(new LinkedSourceSync("files", resync: false));

        thrown.Message.Should().Be($"{world.Source} on 127.0.0.1 is empty, or all of it is excluded: the sync would empty the dataset.");
        thrown.Action.Should().Be(
            "Check whether a disk of the source host is not mounted. If the directory is meant to be empty, set allowEmptySource.");
        File.Exists(Path.Combine(world.Staging, "a file")).Should().BeTrue();
        (await world.InventoryAsync()).Should().Be(inventory);
        world.WriteSource("back", "again");
        await world.SyncAsync();
        await World.ExpectEqualAsync(world.Source, world.Staging);

        File.Delete(Path.Combine(world.Source, "back"));
        await world.RunAsync(new LinkedSourceUpdate("files", new JsonObject { ["allowEmptySource"] = "true" }));
        await world.SyncAsync();
        Directory.EnumerateFileSystemEntries(world.Staging).Should().BeEmpty();
    }

    [EngineFact]
    public async Task Update_of_a_dataset_changes_what_is_named_and_never_where_it_is_mounted()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy", change: parameters => parameters["rerootSymlinks"] = false);
        var inventory = await world.InventoryAsync();

        var wrong = await world.FailsAsync(new LinkedSourceUpdate("files", new JsonObject { ["sshPort"] = 0, ["identityFile"] = null }));
        var moved = await world.FailsAsync(
            new LinkedSourceUpdate("files", new JsonObject { ["mountLocation"] = world.PathOf("mnt", "elsewhere") }));
        var movedVdb = await world.FailsAsync(
            new VirtualSourceUpdate("copy", new JsonObject { ["mountLocation"] = world.PathOf("mnt", "elsewhere") }));

        wrong.Message.Should().Be("The parameters of the dSource are not right: sshPort must be at least 1.");
        moved.Message.Should().Be(
            $"'files' is mounted at {world.Staging}, and with these values it would be mounted at {world.PathOf("mnt", "elsewhere")}.");
        (movedVdb.Message, movedVdb.Action).Should()
            .Be(
                (
                    $"'copy' is mounted at {world.PathOf("mnt", "copy")}, and with these values it would be mounted at "
                        + $"{world.PathOf("mnt", "elsewhere")}.",
                    "Disable it first, then change the values and enable it."));
        (await world.InventoryAsync()).Should().Be(inventory);
        await world.RunAsync(
            new LinkedSourceUpdate(
                "files", new JsonObject { ["bandwidthLimitKiBps"] = "1000", ["excludePatterns"] = new JsonArray("*.tmp") }));
        await world.RunAsync(new LinkedSourceUpdate("files", new JsonObject { ["excludePatterns"] = null }));
        var parameters = (await world.DsourceAsync()).Parameters;
        parameters["bandwidthLimitKiBps"]!.GetValue<int>().Should().Be(1000);
        parameters.ContainsKey("excludePatterns").Should().BeFalse();
        parameters["sshPort"]!.GetValue<int>().Should().Be(world.Ssh.Port);

        await world.RunAsync(new VirtualSourceDisable("copy"));
        await world.RunAsync(new VirtualSourceUpdate("copy", new JsonObject { ["mountLocation"] = world.PathOf("mnt", "elsewhere") }));
        await world.RunAsync(new VirtualSourceEnable("copy"));
        await World.ExpectEqualAsync(world.Source, world.PathOf("mnt", "elsewhere"));
    }

    [EngineFact]
    public async Task Resync_after_silent_damage_heals()
    {
        await using var world = await World.WithDatasetAsync();
        await StagedDamage.MakeAsync(world.Staging, CancellationToken.None);

        var job = await world.SyncAsync(resync: true);

        await World.ExpectEqualAsync(world.Source, world.Staging);
        (await world.SnapshotOfAsync(job)).Parameters["mode"]!.GetValue<string>().Should().Be("resync");
    }

    [EngineFact]
    public async Task Vdb_with_an_owner_gives_all_to_it()
    {
        await using var world = await World.WithDatasetAsync();

        await world.ProvisionAsync("copy", change: parameters => (parameters["ownerUid"], parameters["ownerGid"]) = (4321, 1234));

        var listing = await TreeListing.CaptureMetadataAsync(world.PathOf("mnt", "copy"));
        listing.Entries.Should().OnlyContain(entry => entry.Owner == "4321:1234");
        await World.ExpectEqualAsync(world.Source, world.Staging);
    }

    [EngineFact]
    public async Task Vdb_with_symlinks_into_the_source_reroots_them_unless_asked_not_to()
    {
        await using var world = await World.StartAsync();
        world.WriteSource("file", "one");
        File.CreateSymbolicLink(Path.Combine(world.Source, "inside"), Path.Combine(world.Source, "file"));
        File.CreateSymbolicLink(Path.Combine(world.Source, "outside"), world.Source + "-not/file");
        await world.LinkAsync();
        var source = await TreeListing.CaptureAsync(world.Source);

        await world.ProvisionAsync("rerooted");
        await world.ProvisionAsync("as-it-was", change: parameters => parameters["rerootSymlinks"] = false);

        await World.ExpectEqualAsync(
            source.WithSymlinksRerooted(world.Source, world.PathOf("mnt", "rerooted")), world.PathOf("mnt", "rerooted"));
        await World.ExpectEqualAsync(source, world.PathOf("mnt", "as-it-was"));
    }
}
