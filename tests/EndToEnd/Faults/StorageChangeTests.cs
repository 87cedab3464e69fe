using System.Diagnostics;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>Storage that is not what it should be is reported, and never taken for the dataset.</summary>
public sealed class StorageChangeTests
{
    [EngineFact]
    public async Task Vdb_under_a_foreign_mount_is_inactive_and_not_deleted()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var path = world.PathOf("mnt", "copy");
        (await world.Engine.InspectAsync(await world.VdbAsync("copy"))).Status.Should().Be(Status.Active);

        await Tool.RunAsync("mount", ["-t", "tmpfs", "foreign", path], CancellationToken.None);

        (await world.Engine.InspectAsync(await world.VdbAsync("copy"))).Status.Should().Be(Status.Inactive);
        (await world.FailsAsync(new VirtualSourceEnable("copy"))).Message.Should()
            .Be($"Cannot mount at {path}: something is mounted there already.");
        (await world.FailsAsync(new VirtualSourceStop("copy"))).Message.Should()
            .Be($"What is mounted at {path} is not the storage that was configured.");
        foreach (var workflow in (Workflow[])[new VirtualSourceDisable("copy"), new VirtualSourceDelete("copy")])
            (await world.FailsAsync(workflow)).Message.Should().Be($"Cannot unmount {path}: something else is mounted over it.");
        await Tool.RunAsync("umount", [path], CancellationToken.None);
        await World.ExpectEqualAsync(world.Source, path);
        await world.RunAsync(new VirtualSourceDisable("copy"));
        await world.RunAsync(new VirtualSourceEnable("copy"));
        (await world.Engine.InspectAsync(await world.VdbAsync("copy"))).Status.Should().Be(Status.Active);
        foreach (var again in (Workflow[])[
            new VirtualSourceStop("copy"),
            new VirtualSourceStop("copy"),
            new VirtualSourceStart("copy"),
            new VirtualSourceStart("copy"),
        ])
            await world.RunAsync(again);
        await world.RunAsync(new VirtualSourceDelete("copy"));
        world.Scratch().Should().HaveCount(1, "the dSource's is left");
    }

    [EngineFact]
    public async Task Delete_whose_unconfigure_fails_is_forced()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        // Scratch folders that cannot be emptied.
        foreach (var scratch in world.Scratch())
            await Tool.RunAsync(
                "mount", ["-t", "tmpfs", "held", Directory.CreateDirectory(Path.Combine(scratch, "held")).FullName],
                CancellationToken.None);
        var held = world.Scratch().Where(path => path.EndsWith("/held", StringComparison.Ordinal)).ToList();
        var start = new ProcessStartInfo("bash", ["-c", $"exec 8<{held[0]} 9<{held[1]}; echo here; read -r _"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using (var user = Process.Start(start)!)
        {
            (await user.StandardOutput.ReadLineAsync()).Should().Be("here");
            (await world.FailsAsync(new VirtualSourceDelete("copy"))).Message.Should().EndWith("held cannot be unmounted.");
            (await world.VdbAsync("copy")).State.Should().Be(DatasetState.Enabled);

            var vdb = await world.RunAsync(new VirtualSourceDelete("copy", force: true));
            var dsource = await world.RunAsync(new LinkedSourceDelete("files", force: true));

            vdb.Events.Select(report => report.Message).Should()
                .Contain(
                    report => report.StartsWith(
                        "virtual.unconfigure failed, and the job continues as it was forced: ", StringComparison.Ordinal))
                .And.Contain(report => report.StartsWith("virtual.cleanup failed, ", StringComparison.Ordinal));
            dsource.Events.Select(report => report.Message).Should()
                .Contain(report => report.StartsWith("linked.stopStaging failed, ", StringComparison.Ordinal));
            (world.Volumes().Count, world.Mounts().Count).Should().Be((0, 0));
            user.StandardInput.Close();
            await user.WaitForExitAsync();
        }

        foreach (var path in held)
            await Tool.RunAsync("umount", [path], CancellationToken.None);
    }

    [EngineFact]
    public async Task Snapshot_that_lost_a_file_is_not_provisioned_where_the_whole_tree_is_verified()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        World.Write(world.PathOf("mnt", "copy", "own"), "work of the VDB's user");
        await world.RunAsync(new VirtualSourceDisable("copy"));
        await world.RunAsync(new VirtualSourceEnable("copy"));
        File.Exists(world.PathOf("mnt", "copy", "own")).Should().BeTrue("what the VDB's user wrote is no damage");
        var snapshot = world.Volumes().First(path => path.Contains("/snapshots/", StringComparison.Ordinal));
        var inventory = await world.InventoryAsync();
        await Tool.RunAsync("btrfs", ["property", "set", "-f", snapshot, "ro", "false"], CancellationToken.None);
        // Deep in the tree, and without a trace in its root.
        await Tool.RunAsync(
            "bash",
            [
                "-euc", "cd -- \"$1\"; touch -r folder \"$2\"; rm folder/another; touch -r \"$2\" folder", "bash", snapshot,
                world.PathOf("time")
            ],
            CancellationToken.None);

        var thrown = await world.FailsAsync(
            new VirtualSourceProvision(world.Vdb("broken", parameters => parameters["verifyTree"] = true), "files@1"));

        var path = world.PathOf("mnt", "broken");
        thrown.Message.Should().Be(
            $"What is mounted at {path} is not what the snapshot holds: the snapshot has 2 files, 1 directories and 6 bytes, and {path} "
                + $"has 1 files, 1 directories and 3 bytes.");
        thrown.Action.Should().StartWith("Use another snapshot");
        (await world.InventoryAsync()).Should().Be(inventory);
    }

    [EngineTheory]
    [InlineData("")]
    [InlineData("cp -a \"$older/.\" .")]
    [InlineData("cp -a \"$source/.\" .")]
    public async Task Snapshot_in_whose_place_is_other_storage_is_not_provisioned(string fill)
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var older = await SnapshotCopyAsync(world);
        World.Write(world.PathOf("mnt", "copy", "own"), "work of the VDB's user");
        var newer = await SnapshotCopyAsync(world);
        await world.ProvisionAsync("good", "copy@3");
        File.Exists(world.PathOf("mnt", "good", "own")).Should().BeTrue();
        var inventory = await world.InventoryAsync();
        await Tool.RunAsync("btrfs", ["property", "set", "-f", newer, "ro", "false"], CancellationToken.None);
        await Tool.RunAsync(
            "bash", ["-ec", $"cd -- \"$1\"; older=$2 source=$3; find . -mindepth 1 -delete; {fill}", "bash", newer, older, world.Source],
            CancellationToken.None);

        var thrown = await world.FailsAsync(new VirtualSourceProvision(world.Vdb("broken"), "copy@3"));

        thrown.Message.Should().Be(
            $"What is mounted at {world.PathOf("mnt", "broken")} is not what the snapshot holds: the names, types, sizes or times in its "
                + $"root differ.");
        (await world.InventoryAsync()).Should().Be(inventory);
    }

    [EngineTheory]
    [InlineData(StorageDriver.Btrfs)]
    [InlineData(StorageDriver.Copy)]
    public async Task Snapshot_of_a_vdb_is_known_by_its_fingerprint_on_any_storage(StorageDriver storage)
    {
        await using var world = await World.WithDatasetAsync(storage);
        await world.ProvisionAsync("copy");
        World.Write(world.PathOf("mnt", "copy", "own"), "work of the VDB's user");
        await world.RunAsync(new VirtualSourceSnapshot("copy"));

        await world.ProvisionAsync("other", "copy");

        var snapshots = await world.Engine.ListAsync<SnapshotObject>();
        snapshots.Should().Contain(snapshot => snapshot.Name == "copy@2").Which.Parameters["rootFingerprint"]!.GetValue<string>().Should()
            .MatchRegex("^[0-9a-f]{64}$");
        await World.ExpectEqualAsync(world.PathOf("mnt", "copy"), world.PathOf("mnt", "other"));
    }

    // Takes a snapshot of the VDB, and says where its data is.
    private static async Task<string> SnapshotCopyAsync(World world)
    {
        var before = world.Volumes();
        await world.RunAsync(new VirtualSourceSnapshot("copy"));
        return world.Volumes().Except(before).Should().ContainSingle().Subject;
    }
}
