using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>An operator loses a part of the engine's directory, or puts an older one back.</summary>
public sealed class LostStorageTests
{
    [EngineFact]
    public async Task Workflows_whose_image_is_gone_are_refused_and_make_no_other()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        await world.RunAsync(new VirtualSourceDisable("copy"));
        await world.RunAsync(new LinkedSourceDisable("files"));
        var image = world.PathOf("engine", "pool", "pool.img");
        await Tool.RunAsync("umount", [world.PathOf("engine", "pool", "mnt")], CancellationToken.None);
        File.Move(image, image + ".away");

        foreach (var workflow in (Workflow[])[
            new VirtualSourceEnable("copy"),
            new LinkedSourceEnable("files"),
            new CreateEmptyVdb(world.Vdb("blank")),
            new VirtualSourceProvision(world.Vdb("other"), "files"),
            new SnapshotExport("files", world.PathOf("export")),
        ])
        {
            (await world.FailsAsync(workflow)).Message.Should()
                .Be($"The storage of this engine is missing: there is no {image}.", workflow.Title);
        }

        (File.Exists(image), world.Mounts().Count).Should().Be((false, 0));
        File.Move(image + ".away", image);
        await world.RunAsync(new LinkedSourceEnable("files"));
        await world.RunAsync(new VirtualSourceEnable("copy"));
        await World.ExpectEqualAsync(world.Source, world.PathOf("mnt", "copy"));
        await world.SyncAsync();
    }

    [EngineFact]
    public async Task Datasets_whose_volumes_are_gone_are_refused_and_can_be_deleted()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        await world.RunAsync(new VirtualSourceDisable("copy"));
        await world.RunAsync(new LinkedSourceDisable("files"));
        foreach (var volume in world.Volumes().Where(path => path.Contains("/volumes/", StringComparison.Ordinal)))
            await Tool.RunAsync("btrfs", ["subvolume", "delete", volume], CancellationToken.None);

        (await world.FailsAsync(new VirtualSourceEnable("copy"))).Message.Should().StartWith("The storage of 'copy' is missing: ");
        (await world.FailsAsync(new LinkedSourceEnable("files"))).Message.Should().StartWith("The storage of 'files' is missing: ");

        world.Mounts().Should().BeEmpty();
        await world.RunAsync(new VirtualSourceDelete("copy", force: true));
        await world.RunAsync(new LinkedSourceDelete("files", force: true));
        world.Volumes().Should().BeEmpty();
    }

    [EngineFact]
    public async Task Datasets_whose_pool_is_gone_can_be_deleted_and_the_engine_begins_anew()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        await world.RunAsync(new VirtualSourceDisable("copy"));
        await world.RunAsync(new LinkedSourceDisable("files"));
        await Tool.RunAsync("umount", [world.PathOf("engine", "pool", "mnt")], CancellationToken.None);
        Directory.Delete(world.PathOf("engine", "pool"), recursive: true);

        (await world.FailsAsync(new VirtualSourceEnable("copy"))).Message.Should().Be(
            $"The storage of this engine is missing: there is no {world.PathOf("engine", "pool", "pool.img")}.");
        await world.RunAsync(new VirtualSourceDelete("copy", force: true));
        await world.RunAsync(new LinkedSourceDelete("files", force: true));

        await world.LinkAsync();
        await world.ProvisionAsync("copy");
        await World.ExpectEqualAsync(world.Source, world.PathOf("mnt", "copy"));
    }

    [EngineTheory]
    [InlineData("catalog")]
    [InlineData("catalog", "jobs", "locks")]
    public async Task BackupThatIsOlderThanTheStorage_costs_no_snapshot_and_no_dataset(params string[] parts)
    {
        await using var world = await World.WithDatasetAsync();
        foreach (var part in parts)
            await Tool.RunAsync("cp", ["-a", world.PathOf("engine", part), world.PathOf($"backup of {part}")], CancellationToken.None);
        world.WriteSource("a file", "newer");
        await world.SyncAsync();
        await world.ProvisionAsync("copy");
        var own = Path.Combine(world.PathOf("mnt", "copy"), "own");
        World.Write(own, "work of the VDB's user");
        var stored = world.Volumes();
        foreach (var part in parts)
        {
            Directory.Delete(world.PathOf("engine", part), recursive: true);
            Directory.Move(world.PathOf($"backup of {part}"), world.PathOf("engine", part));
        }

        (await world.SnapshotsAsync()).Should().Equal("files@1");
        var failed = await world.FailsAsync(new VirtualSourceProvision(world.Vdb("copy"), "files"));
        await world.SyncAsync();
        await world.ProvisionAsync("other");
        var taken = world.Vdb("another", values => values["mountLocation"] = world.Staging);
        (await world.FailsAsync(new VirtualSourceProvision(taken, "files")))
            .Message.Should().Contain("something is mounted there already");
        await world.RunAsync(new VirtualSourceDelete("other"));

        failed.Message.Should().Be($"Cannot mount at {world.PathOf("mnt", "copy")}: something is mounted there already.");
        world.Volumes().Should().Contain(stored);
        (await File.ReadAllTextAsync(own)).Should().Be("work of the VDB's user");
        var snapshots = await world.Engine.ListAsync<SnapshotObject>();
        snapshots.Select(snapshot => snapshot.Name).Should().Equal("files@1", "files@3");
        stored.Select(Path.GetFileName).Should().NotContain(snapshots[^1].Reference);
        await Tool.RunAsync("umount", [world.PathOf("mnt", "copy")], CancellationToken.None);
    }

    [EngineFact]
    public async Task Sync_of_a_dsource_whose_storage_was_replaced_while_it_is_mounted_is_refused_until_it_is_mounted_again()
    {
        await using var world = await World.WithDatasetAsync(StorageDriver.Copy);
        var copies = world.PathOf("engine", "pool", "copies");
        await Tool.RunAsync("cp", ["-a", copies, copies + ".backup"], CancellationToken.None);
        Directory.Move(copies, copies + ".old");
        Directory.Move(copies + ".backup", copies);
        world.WriteSource("a file", "newer");

        (await world.Engine.InspectAsync(await world.DsourceAsync())).Status.Should().Be(Status.Inactive);
        foreach (var workflow in (Workflow[])[new LinkedSourceSync("files", resync: false), new LinkedSourceEnable("files")])
        {
            var thrown = await world.FailsAsync(workflow);
            thrown.Message.Should().Be($"Cannot mount at {world.Staging}: something is mounted there already.");
            thrown.Action.Should().Contain("dvp dsource disable files, then dvp dsource enable files.");
        }

        (await world.SnapshotsAsync()).Should().Equal("files@1");
        await world.RunAsync(new LinkedSourceDisable("files"));
        await world.RunAsync(new LinkedSourceEnable("files"));
        await world.SyncAsync();
        await World.ExpectEqualAsync(world.Source, world.Staging);
        await world.ProvisionAsync("copy");
        await World.ExpectEqualAsync(world.Source, world.PathOf("mnt", "copy"));
    }

    // As after a restart of the machine.
    [EngineFact]
    public async Task Datasets_that_are_not_mounted_say_so_and_are_mounted_by_sync_and_enable()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var path = world.PathOf("mnt", "copy");
        foreach (var mounted in (string[])[path, world.Staging, world.PathOf("engine", "pool", "mnt")])
            await Tool.RunAsync("umount", [mounted], CancellationToken.None);
        world.WriteSource("a file", "newer");

        (await world.Engine.InspectAsync(await world.DsourceAsync())).Status.Should().Be(Status.Inactive);
        (await world.Engine.InspectAsync(await world.VdbAsync("copy"))).Status.Should().Be(Status.Inactive);
        world.Engine.FindUnmounted(await world.VdbAsync("copy")).Should().Equal(path);
        (await world.FailsAsync(new VirtualSourceSnapshot("copy"))).Message.Should()
            .Be($"A snapshot of 'copy' cannot be taken: its storage is not mounted at {path}.");
        await world.RunAsync(new VirtualSourceEnable("copy"));
        await world.RunAsync(new VirtualSourceSnapshot("copy"));
        await world.SyncAsync();

        await World.ExpectEqualAsync(world.Source, world.Staging);
        await world.RunAsync(new VirtualSourceRefresh("copy", null));
        await World.ExpectEqualAsync(world.Source, path);
        (await world.Engine.InspectAsync(await world.VdbAsync("copy"))).Status.Should().Be(Status.Active);
    }

    [EngineFact]
    public async Task Vdb_with_a_subvolume_in_it_is_not_snapshotted_but_refreshed_and_deleted()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var path = world.PathOf("mnt", "copy");
        var subvolume = Path.Combine(path, "sub");
        await MakeAsync();
        var inventory = await world.InventoryAsync();

        var thrown = await world.FailsAsync(new VirtualSourceSnapshot("copy"));

        thrown.Message.Should().Be($"A snapshot of 'copy' cannot be taken: it would not hold what is in the subvolume {subvolume}.");
        thrown.Action.Should().Be($"Copy what the subvolume holds into a directory, then delete it: btrfs subvolume delete {subvolume}");
        (await world.InventoryAsync()).Should().Be(inventory);
        File.Exists(Path.Combine(subvolume, "deep", "file")).Should().BeTrue();
        foreach (var workflow in (Workflow[])[new VirtualSourceRefresh("copy", null), new VirtualSourceRollback("copy", "@1")])
        {
            await world.RunAsync(workflow);
            Directory.Exists(subvolume).Should().BeFalse();
            await MakeAsync();
        }

        var job = await world.RunAsync(new VirtualSourceDelete("copy"));
        job.Events.Should().BeEmpty();
        job.CleanUps.Should().BeEmpty();
        world.Volumes().Should().HaveCount(2, "the dSource has a volume and a snapshot");

        async Task MakeAsync()
        {
            await Tool.RunAsync("btrfs", ["subvolume", "create", subvolume], CancellationToken.None);
            await Tool.RunAsync("btrfs", ["subvolume", "create", Path.Combine(subvolume, "deep")], CancellationToken.None);
            World.Write(Path.Combine(subvolume, "deep", "file"), "work of the VDB's user");
        }
    }

    [EngineFact]
    public async Task Vdb_with_a_mount_in_it_says_so_and_stays_as_it_was()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var path = world.PathOf("mnt", "copy");
        var inner = Directory.CreateDirectory(Path.Combine(path, "inner")).FullName;
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", inner], CancellationToken.None);
        var inventory = await world.InventoryAsync();

        foreach (var workflow in (Workflow[])[
            new VirtualSourceSnapshot("copy"),
            new VirtualSourceRefresh("copy", null),
            new VirtualSourceRollback("copy", "@1"),
            new VirtualSourceDisable("copy"),
            new VirtualSourceDelete("copy"),
        ])
        {
            (await world.FailsAsync(workflow)).Message.Should().MatchRegex($"mounted (in it, )?at {inner}.$");
            (await world.InventoryAsync()).Should().Be(inventory, workflow.Title);
        }

        await Tool.RunAsync("umount", [inner], CancellationToken.None);
        await world.RunAsync(new VirtualSourceDelete("copy"));
    }
}
