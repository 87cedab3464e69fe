using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.EndToEnd.Life;

/// <summary>
/// A directory tree's whole life on one kind of storage; after each step its trees, its catalog and its mounts are looked at.
/// </summary>
public abstract class WholeLifeTests
{
    private protected abstract StorageDriver Storage { get; }

    [EngineFact]
    public async Task Tree_from_link_to_delete_is_always_what_it_should_be()
    {
        await using var world = await World.StartAsync(Storage);
        await SampleTree.CreateAsync(world.Source);
        File.CreateSymbolicLink(Path.Combine(world.Source, "absolute"), Path.Combine(world.Source, "README.txt"));
        var first = await TreeListing.CaptureAsync(world.Source);
        await LinkAndSyncAsync(world, first);
        await ProvisionAndRewindAsync(world, first);
        await RefreshAsync(world);
        await ExportAsync(world, first);
        await DisableAndEnableAsync(world);
        await DeleteAsync(world);
    }

    private static async Task LinkAndSyncAsync(World world, TreeListing first)
    {
        var linked = await world.LinkAsync();
        (linked.State, linked.Workflow, linked.Target).Should().Be((JobState.Completed, "Linked source link", "files"));
        await World.ExpectEqualAsync(first, world.Staging);
        var dsource = await world.DsourceAsync();
        (dsource.State, dsource.NextSnapshotNumber).Should().Be((DatasetState.Enabled, 2));
        dsource.Mounts.Should().Equal(new MountedPath(world.Staging, null, MadeFolder: true));
        world.Mounts().Should().Equal(world.Staging);

        await SampleTree.ChangeAsync(world.Source);
        await world.SyncAsync();
        await World.ExpectEqualAsync(world.Source, world.Staging);
        var snapshots = await world.Engine.ListAsync<SnapshotObject>();
        snapshots.Select(snapshot => (snapshot.Name, snapshot.Dataset, snapshot.Parameters["mode"]!.GetValue<string>()))
            .Should().Equal(("files@1", dsource.Reference, "first"), ("files@2", dsource.Reference, "sync"));
        snapshots[1].Parameters["transferredFiles"]!.GetValue<int>().Should().BePositive();
    }

    private static async Task ProvisionAndRewindAsync(World world, TreeListing first)
    {
        var path = world.PathOf("mnt", "copy");
        await world.ProvisionAsync("copy", "files@1");
        await World.ExpectEqualAsync(first.WithSymlinksRerooted(world.Source, path), path);
        var vdb = await world.VdbAsync("copy");
        vdb.SourceConfigParameters["path"]!.GetValue<string>().Should().Be(path);
        (vdb.State, vdb.Parent, vdb.Snapshot).Should()
            .Be(
                (
                    DatasetState.Enabled, (await world.DsourceAsync()).Reference,
                    (await world.Engine.ListAsync<SnapshotObject>())[0].Reference));
        var origin = await TreeListing.CaptureAsync(path);

        await SampleTree.ChangeAsync(path, seed: 2);
        await world.RunAsync(new VirtualSourceSnapshot("copy"));
        var second = await TreeListing.CaptureAsync(path);
        await SampleTree.ChangeAsync(path, seed: 3);
        foreach (var (to, expected) in ((string, TreeListing)[])[("@2", second), ("@1", origin), ("copy@2", second)])
        {
            await world.RunAsync(new VirtualSourceRollback("copy", to));
            await World.ExpectEqualAsync(expected, path);
        }

        (await world.SnapshotsAsync()).Should().Equal("files@1", "files@2", "copy@1", "copy@2");
        await World.ExpectEqualAsync(world.Source, world.Staging);
        // The dSource's volume and two snapshots, the VDB's volume and two snapshots: what was replaced is gone.
        world.Volumes().Should().HaveCount(6);
    }

    private static async Task RefreshAsync(World world)
    {
        var path = world.PathOf("mnt", "copy");
        await world.RunAsync(new VirtualSourceRefresh("copy", "@1"));
        (await world.VdbAsync("copy")).Snapshot.Should().Be((await world.Engine.ListAsync<SnapshotObject>())[0].Reference);
        await world.RunAsync(new VirtualSourceRefresh("copy", to: null));
        var vdb = await world.VdbAsync("copy");
        (vdb.Snapshot, vdb.NextSnapshot).Should().Be(((await world.Engine.ListAsync<SnapshotObject>())[1].Reference, null));
        await World.ExpectEqualAsync((await TreeListing.CaptureAsync(world.Source)).WithSymlinksRerooted(world.Source, path), path);

        await world.RunAsync(new VirtualSourceSnapshot("copy"));
        await world.ProvisionAsync("copy-of-copy", "copy");
        var copyOfCopy = world.PathOf("mnt", "copy-of-copy");
        await World.ExpectEqualAsync((await TreeListing.CaptureAsync(path)).WithSymlinksRerooted(path, copyOfCopy), copyOfCopy);
        await world.RunAsync(new CreateEmptyVdb(world.Vdb("blank")));
        Directory.EnumerateFileSystemEntries(world.PathOf("mnt", "blank")).Should().BeEmpty();
        (await world.Engine.InspectAsync(await world.VdbAsync("blank"))).Should().Be(new DatasetHealth(Status.Active, 0));
    }

    private static async Task ExportAsync(World world, TreeListing first)
    {
        await world.RunAsync(new SnapshotExport("files@1", world.PathOf("export")));
        await World.ExpectEqualAsync(first, world.PathOf("export"));
        Directory.CreateDirectory(world.PathOf("empty"));
        await world.RunAsync(new SnapshotExport("files", world.PathOf("empty")));
        await World.ExpectEqualAsync(world.Source, world.PathOf("empty"));
        (await world.FailsAsync(new SnapshotExport("files", world.PathOf("export")))).Message.Should()
            .Be($"{world.PathOf("export")} is there already, and is not an empty directory.");
    }

    private static async Task DisableAndEnableAsync(World world)
    {
        var path = world.PathOf("mnt", "copy");
        var before = await TreeListing.CaptureAsync(path);
        await world.RunAsync(new VirtualSourceDisable("copy"));
        await world.RunAsync(new LinkedSourceDisable("files"));
        (await world.VdbAsync("copy")).Mounts.Should().BeEmpty();
        Directory.Exists(path).Should().BeFalse();
        Directory.Exists(world.Staging).Should().BeFalse();
        (await world.Engine.InspectAsync(await world.DsourceAsync())).Should().Be(new DatasetHealth(Status.Inactive, null));
        (await world.FailsAsync(new LinkedSourceSync("files", false))).Action.Should().Be("Enable it first: dvp dsource enable files");
        await world.RunAsync(new LinkedSourceEnable("files"));
        await world.RunAsync(new VirtualSourceEnable("copy"));
        await World.ExpectEqualAsync(before, path);
        (await world.Engine.InspectAsync(await world.DsourceAsync())).Status.Should().Be(Status.Active);
        (await world.Engine.UsedStorageBytesAsync()).Should().BePositive();
    }

    private static async Task DeleteAsync(World world)
    {
        foreach (var vdb in (string[])["blank", "copy-of-copy", "copy"])
            await world.RunAsync(new VirtualSourceDelete(vdb));
        await world.RunAsync(new LinkedSourceDelete("files"));
        (await world.SnapshotsAsync()).Should().BeEmpty();
        (world.Volumes().Count, world.Mounts().Count, world.Scratch().Count).Should().Be((0, 0, 0));
        MountTable.Read().AtOrBelow(world.PathOf()).Should().BeEmpty("an empty pool is not mounted");
        await world.RunAsync(new EnvironmentRemove("source"));
        await world.RunAsync(new EnvironmentRemove("here"));
        await world.RunAsync(new PluginRemove("Directory Trees"));
        Directory.EnumerateFileSystemEntries(world.Ssh.HomeDirectory, "hosts", SearchOption.AllDirectories).Should()
            .BeEmpty("the engine's folders on the host are gone");
        (await world.Engine.ListAsync<RepositoryObject>()).Should().BeEmpty();
        (await world.Engine.ListAsync<SourceConfigObject>()).Should().BeEmpty();
        (await world.Engine.ListJobsAsync()).Should().OnlyContain(job => job.CleanUps.Count == 0);
        Directory.EnumerateFiles(world.PathOf("engine", "jobs"), "*.lock").Should().BeEmpty();
    }
}

public sealed class WholeLifeOnBtrfsTests : WholeLifeTests
{
    private protected override StorageDriver Storage => StorageDriver.Btrfs;
}

public sealed class WholeLifeOnCopiesTests : WholeLifeTests
{
    private protected override StorageDriver Storage => StorageDriver.Copy;
}
