using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging;

namespace DirectoryPlugin.Tests.Operations;

public sealed class ConfigureTests
{
    private static readonly SnapshotDefinition Snapshot = new() { Mode = SnapshotMode.Sync, SourcePath = "/srv/orders", Files = 7, Directories = 2, Bytes = 5_000_000_000, FinishedAt = "2024-03-01T00:00:00Z" };

    private readonly FakeHosts _hosts = new("rerootedSymlinks=2\n");
    private readonly LogRecorder<Provisioning> _log = new();

    [Fact]
    public async Task Configure_re_roots_and_describes_the_tree()
    {
        var config = await Operations.Configure(Samples.VirtualSource(), Snapshot, Samples.Repository, CancellationToken.None);

        _hosts.Call.ShouldBe("configure-tree", Samples.Target, Expected("/srv/orders", "true", "", ""));
        config.Should().BeEquivalentTo(new SourceConfigDefinition { Name = "vdb", Path = "/mounted/vdb" });
        _log.Lines.Should().Equal((LogLevel.Information, "2 symlinks into /srv/orders now point into /mounted/vdb."));
    }

    [Fact]
    public async Task Reconfigure_does_the_same_as_configure_for_a_tree_that_may_have_been_changed()
    {
        var config = await Operations.Reconfigure(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, Snapshot, CancellationToken.None);

        _hosts.Call.ShouldBe("configure-tree", Samples.Target, Expected("/srv/orders", "true", "", "", mayBeChanged: "true"));
        config.Should().BeEquivalentTo(new SourceConfigDefinition { Name = "vdb", Path = "/mounted/vdb" });
    }

    [Theory]
    [InlineData(0, 100, "0", "100")]
    [InlineData(1000, null, "1000", "")]
    [InlineData(null, 100, "", "100")]
    public async Task Owners_are_passed_on_as_far_as_they_are_given(int? uid, int? gid, string expectedUid, string expectedGid)
    {
        var source = Samples.VirtualSource(new VirtualSourceDefinition { MountLocation = "/asked/vdb", RerootSymlinks = false, OwnerUid = uid, OwnerGid = gid });

        await Operations.Configure(source, Snapshot, Samples.Repository, CancellationToken.None);

        _hosts.Call.ShouldBe("configure-tree", Samples.Target, Expected("/srv/orders", "false", expectedUid, expectedGid));
    }

    [Fact]
    public async Task What_differs_from_the_snapshot_is_told()
    {
        var hosts = new FakeHosts("warning=some items\nnote=was changed\nrerootedSymlinks=0\n");

        await new Provisioning(hosts.Libs, _log, TimeProvider.System).Reconfigure(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, Snapshot, CancellationToken.None);

        _log.Lines.Should().Equal((LogLevel.Warning, "some items"), (LogLevel.Information, "was changed"));
    }

    [Fact]
    public async Task Snapshot_without_a_source_path_and_numbers_leaves_them_empty()
    {
        var hosts = new FakeHosts("rerootedSymlinks=0\n");

        await new Provisioning(hosts.Libs, _log, TimeProvider.System).Configure(Samples.VirtualSource(), new SnapshotDefinition { Mode = SnapshotMode.Unrecorded }, Samples.Repository, CancellationToken.None);

        hosts.Call.ShouldBe("configure-tree", Samples.Target, Expected("", "true", "", "", isKnown: false));
        _log.Lines.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/mounted/vdb/", "vdb", "/mounted/vdb")]
    [InlineData("/mounted//odd name", "odd name", "/mounted/odd name")]
    public async Task Mount_path_in_another_form_is_described_in_the_schemas_form(string mountPath, string name, string path)
    {
        var source = Samples.VirtualSource() with { Mounts = [new Mount(Samples.Target.Environment, mountPath)] };

        var config = await Operations.Configure(source, Snapshot, Samples.Repository, CancellationToken.None);

        config.Should().BeEquivalentTo(new SourceConfigDefinition { Name = name, Path = path });
        _hosts.Call.Variables["DLPX_MOUNT_PATH"].Should().Be(path);
    }

    [Fact]
    public async Task Initialize_sets_the_owner_that_the_mount_does_not()
    {
        var source = Samples.VirtualSource(new VirtualSourceDefinition { MountLocation = "/asked/vdb", RerootSymlinks = true, OwnerUid = 1000 });

        var config = await Operations.Initialize(source, Samples.Repository, CancellationToken.None);

        _hosts.Call.ShouldBe("configure-tree", Samples.Target, Expected("", "true", "1000", "", isKnown: false));
        config.Should().BeEquivalentTo(new SourceConfigDefinition { Name = "vdb", Path = "/mounted/vdb" });
    }

    private Provisioning Operations => new(_hosts.Libs, _log, TimeProvider.System);

    private static (string, string)[] Expected(string sourcePath, string reroot, string uid, string gid, bool isKnown = true, string mayBeChanged = "false") =>
    [
        ("DLPX_GUID", "vdb-guid"), ("DLPX_SCRATCH_PATH", "/target/scratch"), ("DLPX_MOUNT_PATH", "/mounted/vdb"),
        ("DLPX_FILES", isKnown ? "7" : ""), ("DLPX_DIRECTORIES", isKnown ? "2" : ""), ("DLPX_BYTES", isKnown ? "5000000000" : ""),
        ("DLPX_FINISHED_AT", isKnown ? "2024-03-01T00:00:00Z" : ""), ("DLPX_MAY_BE_CHANGED", mayBeChanged),
        ("DLPX_SOURCE_PATH", sourcePath), ("DLPX_REROOT_SYMLINKS", reroot), ("DLPX_OWNER_UID", uid), ("DLPX_OWNER_GID", gid),
    ];
}
