using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Packaging.Processes;
using static Delphix.Virtualization.EndToEnd.Support.JobSteps;

namespace Delphix.Virtualization.EndToEnd.Life;

/// <summary>Each workflow calls the plugin, and does its own part, in the documented order.</summary>
public sealed class OperationOrderTests
{
    [EngineFact]
    public async Task Workflows_of_environments_and_dsources_call_in_the_documented_order()
    {
        await using var world = await World.StartAsync(install: false);
        await world.RunAsync(new PluginInstall(await BuiltPlugin.Reference.ArtifactAsync()));
        Steps(await world.RunAsync(world.SourceEnvironment("source"))).Should()
            .Equal("Connect", "Make the scratch folder", "discovery.repository", "discovery.sourceConfig");
        Steps(await world.RunAsync(new EnvironmentRefresh("source"))).Should().Equal("discovery.repository", "discovery.sourceConfig");
        await world.RunAsync(new EnvironmentAdd("here", "localhost"));
        world.WriteSource("file", "one");

        Steps(await world.LinkAsync()).Should().Equal(
            CreateStep, "linked.mountSpecification", MountStep, "linked.startStaging", "linked.mountSpecification", "linked.preSnapshot",
            SnapshotStep, "linked.postSnapshot");
        Steps(await world.SyncAsync()).Should()
            .Equal("linked.mountSpecification", "linked.preSnapshot", SnapshotStep, "linked.postSnapshot");
        Steps(await world.RunAsync(new LinkedSourceWorker("files"))).Should().Equal("linked.worker");
        Steps(await world.RunAsync(new LinkedSourceDisable("files"))).Should().Equal("linked.stopStaging", UnmountStep);
        Steps(await world.RunAsync(new LinkedSourceDisable("files"))).Should().BeEmpty("it is disabled already");
        Steps(await world.RunAsync(new LinkedSourceEnable("files"))).Should()
            .Equal("linked.mountSpecification", MountStep, "linked.startStaging");
        Steps(await world.RunAsync(new LinkedSourceEnable("files"))).Should().BeEmpty("it is enabled already");
        Steps(await world.RunAsync(new LinkedSourceDelete("files"))).Should().Equal("linked.stopStaging", UnmountStep);
    }

    [EngineFact]
    public async Task Workflows_of_vdbs_call_in_the_documented_order()
    {
        await using var world = await World.WithDatasetAsync();

        Steps(await world.ProvisionAsync("copy")).Should().Equal(
            CloneStep, "virtual.mountSpecification", MountStep, "virtual.configure", "virtual.preSnapshot", SnapshotStep,
            "virtual.postSnapshot");
        Steps(await world.RunAsync(new VirtualSourceSnapshot("copy"))).Should()
            .Equal("virtual.preSnapshot", SnapshotStep, "virtual.postSnapshot");
        Steps(await world.RunAsync(new VirtualSourceRefresh("copy", null))).Should().Equal(
            "virtual.unconfigure", UnmountStep, CloneStep, "virtual.mountSpecification", MountStep, "virtual.configure");
        Steps(await world.RunAsync(new VirtualSourceRollback("copy", "@1"))).Should().Equal(
            "virtual.unconfigure", UnmountStep, CloneStep, "virtual.mountSpecification", MountStep, "virtual.reconfigure");
        Steps(await world.RunAsync(new VirtualSourceStop("copy"))).Should().Equal("virtual.stop");
        Steps(await world.RunAsync(new VirtualSourceStart("copy"))).Should().Equal("virtual.mountSpecification", "virtual.start");
        Steps(await world.RunAsync(new VirtualSourceEnable("copy"))).Should().Equal("virtual.status");
        Steps(await world.RunAsync(new VirtualSourceDisable("copy"))).Should().Equal("virtual.unconfigure", UnmountStep);
        Steps(await world.RunAsync(new VirtualSourceEnable("copy"))).Should()
            .Equal("virtual.status", "virtual.mountSpecification", MountStep, "virtual.reconfigure");
        Steps(await world.RunAsync(new VirtualSourceDelete("copy"))).Should().Equal("virtual.unconfigure", "virtual.cleanup", UnmountStep);
        Steps(await world.RunAsync(new CreateEmptyVdb(world.Vdb("blank")))).Should().Equal(
            CreateStep, "virtual.mountSpecification", MountStep, "virtual.initialize", "virtual.preSnapshot", SnapshotStep,
            "virtual.postSnapshot");
        await world.RunAsync(new VirtualSourceDisable("blank"));
        Steps(await world.RunAsync(new VirtualSourceDelete("blank"))).Should().Equal("virtual.cleanup");
    }

    [EngineFact]
    public async Task Vdb_whose_mount_was_lost_is_mounted_again_by_enable()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var path = world.PathOf("mnt", "copy");
        await Tool.RunAsync("umount", [path], CancellationToken.None);
        await Tool.RunAsync("umount", [world.Staging], CancellationToken.None);

        Steps(await world.RunAsync(new VirtualSourceEnable("copy"))).Should()
            .Equal("virtual.status", "virtual.mountSpecification", MountStep, "virtual.reconfigure");
        Steps(await world.SyncAsync()).Should().StartWith(["linked.mountSpecification", MountStep, "linked.preSnapshot"]);

        await World.ExpectEqualAsync(world.Source, path);
        await World.ExpectEqualAsync(world.Source, world.Staging);
    }
}
