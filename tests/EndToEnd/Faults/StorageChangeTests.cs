using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>Storage that is not what it should be is told, and never taken for the dataset.</summary>
public sealed class StorageChangeTests
{
    [EndToEndFact]
    public async Task Vdb_underAForeignMount_isInactiveAndNotDeleted()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var path = world.PathOf("mnt", "copy");
        (await world.Engine.InspectAsync(await world.VdbAsync("copy"))).Status.Should().Be(Status.Active);

        await Tool.RunAsync("mount", ["-t", "tmpfs", "foreign", path], CancellationToken.None);

        (await world.Engine.InspectAsync(await world.VdbAsync("copy"))).Status.Should().Be(Status.Inactive);
        (await world.FailsAsync(new VirtualSourceEnable("copy"))).Message.Should().Be($"Cannot mount at {path}: something is mounted there already.");
        (await world.FailsAsync(new VirtualSourceStop("copy"))).Message.Should().Be($"The engine's storage is not mounted at {path}.");
        foreach (var workflow in (Workflow[])[new VirtualSourceDisable("copy"), new VirtualSourceDelete("copy")])
            (await world.FailsAsync(workflow)).Message.Should().Be($"Cannot unmount {path}: something else is mounted over it.");
        await Tool.RunAsync("umount", [path], CancellationToken.None);
        await World.ExpectEqualAsync(world.Source, path);
        await world.RunAsync(new VirtualSourceDisable("copy"));
        await world.RunAsync(new VirtualSourceEnable("copy"));
        (await world.Engine.InspectAsync(await world.VdbAsync("copy"))).Status.Should().Be(Status.Active);
        foreach (var again in (Workflow[])[new VirtualSourceStop("copy"), new VirtualSourceStop("copy"), new VirtualSourceStart("copy"), new VirtualSourceStart("copy")])
            await world.RunAsync(again);
        await world.RunAsync(new VirtualSourceDelete("copy"));
        world.Scratch().Should().HaveCount(1, "the dSource's is left");
    }

    [EndToEndFact]
    public async Task Snapshot_thatLostAFile_isNotProvisioned()
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
        File.Delete(Path.Combine(snapshot, "a file"));

        var thrown = await world.FailsAsync(new VirtualSourceProvision(world.Vdb("broken"), "files@1"));

        var path = world.PathOf("mnt", "broken");
        thrown.Message.Should().StartWith($"What is mounted at {path} is not what the snapshot holds. The snapshot of {world.Source} that was complete at ")
            .And.EndWith($" holds 2 files, 1 directories and 6 bytes; at {path} are 1 files, 1 directories and 3 bytes.");
        thrown.Action.Should().StartWith("Use another snapshot");
        (await world.InventoryAsync()).Should().Be(inventory);
    }
}
