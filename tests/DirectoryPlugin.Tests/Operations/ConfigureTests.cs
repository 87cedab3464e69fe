using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Operations;

public sealed class ConfigureTests
{
    private static readonly SnapshotDefinition Snapshot = new()
    {
        Mode = SnapshotMode.Sync,
        SourcePath = "/srv/orders",
        Files = 7,
        Directories = 2,
        Bytes = 5_000_000_000,
        RootFingerprint = "0123",
        FinishedAt = "2024-03-01T00:00:00Z",
    };

    private readonly FakeHosts _hosts = new("rerootedSymlinks=2\n");
    private readonly FakeLogger<Provisioning> _log = new();

    [Fact]
    public async Task Configure_re_roots_and_describes_the_tree()
    {
        var config = await Operations.Configure(Samples.VirtualSource(), Snapshot, Samples.Repository, CancellationToken.None);

        _hosts.Call.ShouldBe("configure", Samples.Target, Expected("/srv/orders"));
        config.Should().BeEquivalentTo(new SourceConfigDefinition { Name = "vdb", Path = "/mounted/vdb" });
        _log.Lines.Should().Equal((LogLevel.Information, "2 symlinks into /srv/orders now point into /mounted/vdb."));
    }

    [Fact]
    public async Task Reconfigure_does_the_same_as_configure_for_a_tree_that_may_have_been_changed()
    {
        var config = await Operations.Reconfigure(
            Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, Snapshot, CancellationToken.None);

        _hosts.Call.ShouldBe("configure", Samples.Target, Expected("/srv/orders", changedSince: "2024-03-01T00:00:00Z"));
        config.Should().BeEquivalentTo(new SourceConfigDefinition { Name = "vdb", Path = "/mounted/vdb" });
    }

    [Theory]
    [InlineData(0, 100, "0:100")]
    [InlineData(1000, null, "1000")]
    [InlineData(null, 0, ":0")]
    public async Task Owners_are_passed_on_as_far_as_they_are_given(int? uid, int? gid, string expected)
    {
        var source = Samples.VirtualSource(
            new VirtualSourceDefinition { MountLocation = "/asked/vdb", RerootSymlinks = false, OwnerUid = uid, OwnerGid = gid });

        await Operations.Configure(source, Snapshot, Samples.Repository, CancellationToken.None);

        _hosts.Call.ShouldBe("configure", Samples.Target, Expected("", owner: expected));
    }

    [Fact]
    public async Task What_differs_from_the_snapshot_is_reported()
    {
        var hosts = new FakeHosts("rootDiffers=true\nfiles=8\ndirectories=2\nbytes=9\nunreadFolders=true\nrerootedSymlinks=0\n");

        await new Provisioning(hosts.Libs, _log, TimeProvider.System)
            .Reconfigure(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, Snapshot, CancellationToken.None);

        _log.Lines.Should().Equal(
            (LogLevel.Information, "The root of the tree at /mounted/vdb is not what the snapshot holds, as it was changed since."),
            (
                LogLevel.Information,
                "At /mounted/vdb are 8 files, 2 directories and 9 bytes, and the snapshot has 7, 2 and 5000000000: the tree was changed "
                    + "since."),
            (LogLevel.Warning, "Some folders below /mounted/vdb cannot be read by the target user: symlinks in them stay as they are."));
    }

    [Fact]
    public async Task Tree_that_cannot_be_counted_is_warned_of()
    {
        var hosts = new FakeHosts("files=1\ndirectories=2\nbytes=9\ncomplete=false\nrerootedSymlinks=0\n");

        await new Provisioning(hosts.Libs, _log, TimeProvider.System)
            .Configure(Samples.VirtualSource(), Snapshot, Samples.Repository, CancellationToken.None);

        _log.Lines.Should().Equal(
            (
                LogLevel.Warning,
                "At /mounted/vdb are 1 files, 2 directories and 9 bytes, and the snapshot has 7, 2 and 5000000000: a part of the tree "
                    + "cannot be read."));
    }

    [Theory]
    [InlineData(true, "7", "2", "5000000000")]
    [InlineData(false, "", "", "")]
    [InlineData(null, "", "", "")]
    public async Task Whole_tree_is_counted_where_the_user_asks_for_it(bool? verifyTree, string files, string directories, string bytes)
    {
        var source = Samples.VirtualSource(
            new VirtualSourceDefinition { MountLocation = "/asked/vdb", RerootSymlinks = true, VerifyTree = verifyTree });

        await Operations.Configure(source, Snapshot, Samples.Repository, CancellationToken.None);

        var variables = _hosts.Call.Variables;
        (variables["DLPX_FILES"], variables["DLPX_DIRECTORIES"], variables["DLPX_BYTES"]).Should().Be((files, directories, bytes));
    }

    [Fact]
    public async Task Tree_of_a_snapshot_without_numbers_is_not_counted()
    {
        var source = Samples.VirtualSource(
            new VirtualSourceDefinition { MountLocation = "/asked/vdb", RerootSymlinks = true, VerifyTree = true });

        await Operations.Configure(
            source, new SnapshotDefinition { Mode = SnapshotMode.Virtual, Files = 7 }, Samples.Repository, CancellationToken.None);

        _hosts.Call.Variables["DLPX_FILES"].Should().BeEmpty();
    }

    [Theory]
    [InlineData(null, "/srv/orders", true, "/srv/orders")]
    [InlineData(true, "/srv/orders", true, "/srv/orders")]
    [InlineData(false, "/srv/orders", true, "")]
    [InlineData(true, "/srv/orders/", true, "/srv/orders")]
    [InlineData(true, "/srv/orders", false, "")]
    [InlineData(true, "/mounted/vdb", true, "")]
    [InlineData(true, null, true, "")]
    public async Task Symlinks_are_looked_for_where_there_may_be_some_to_re_root(
        bool? hasAbsoluteSymlinks, string? sourcePath, bool rerootSymlinks, string expected)
    {
        var source = Samples.VirtualSource(new VirtualSourceDefinition { MountLocation = "/asked/vdb", RerootSymlinks = rerootSymlinks });
        var snapshot =
            new SnapshotDefinition { Mode = SnapshotMode.Sync, SourcePath = sourcePath, HasAbsoluteSymlinks = hasAbsoluteSymlinks };

        await Operations.Configure(source, snapshot, Samples.Repository, CancellationToken.None);

        _hosts.Call.Variables["DLPX_SOURCE_PATH"].Should().Be(expected);
        (_hosts.Call.Variables["DLPX_SYMLINK_TESTS"].Length > 0).Should().Be(expected.Length > 0);
    }

    // A VDB that was moved while it was disabled: its links into the old mount location would lead into what is mounted there now.
    [Theory]
    [InlineData("/old/vdb", true, true, "/srv/orders or /old/vdb")]
    [InlineData("/old/vdb", null, true, "/srv/orders or /old/vdb")]
    [InlineData("/old/vdb", false, true, "/old/vdb")]
    [InlineData("/mounted/vdb", false, true, "")]
    [InlineData("/mounted/vdb", true, true, "/srv/orders")]
    [InlineData("/old/vdb", true, false, "")]
    public async Task Symlinks_into_the_mount_location_before_are_re_rooted_too(
        string before, bool? hasAbsoluteSymlinks, bool rerootSymlinks, string expected)
    {
        var source = Samples.VirtualSource(new VirtualSourceDefinition { MountLocation = "/asked/vdb", RerootSymlinks = rerootSymlinks });
        var snapshot =
            new SnapshotDefinition { Mode = SnapshotMode.Sync, SourcePath = "/srv/orders", HasAbsoluteSymlinks = hasAbsoluteSymlinks };

        await Operations.Reconfigure(
            source, Samples.Repository, new SourceConfigDefinition { Name = "vdb", Path = before }, snapshot, CancellationToken.None);

        _hosts.Call.Variables["DLPX_SOURCE_PATH"].Should().Be(expected.Replace(" or ", "\n", StringComparison.Ordinal));
        _log.Lines.Should().Equal((LogLevel.Information, $"2 symlinks into {expected} now point into /mounted/vdb."));
    }

    [Fact]
    public async Task Snapshot_without_a_source_path_and_numbers_leaves_them_empty()
    {
        var hosts = new FakeHosts("rerootedSymlinks=0\n");

        await new Provisioning(hosts.Libs, _log, TimeProvider.System)
            .Configure(
                Samples.VirtualSource(), new SnapshotDefinition { Mode = SnapshotMode.Unrecorded }, Samples.Repository,
                CancellationToken.None);

        hosts.Call.ShouldBe("configure", Samples.Target, Expected("", isKnown: false));
        _log.Lines.Should().BeEmpty();
    }

    [Fact]
    public async Task Reconfigure_of_a_snapshot_without_a_time_allows_any_change()
    {
        await Operations.Reconfigure(
            Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig,
            new SnapshotDefinition { Mode = SnapshotMode.Sync, RootFingerprint = "0123" }, CancellationToken.None);

        _hosts.Call.Variables["DLPX_CHANGED_SINCE"].Should().Be("@0");
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
        var source = Samples.VirtualSource(
            new VirtualSourceDefinition { MountLocation = "/asked/vdb", RerootSymlinks = true, OwnerUid = 1000 });

        var config = await Operations.Initialize(source, Samples.Repository, CancellationToken.None);

        _hosts.Call.ShouldBe("configure", Samples.Target, Expected("", owner: "1000", isKnown: false));
        config.Should().BeEquivalentTo(new SourceConfigDefinition { Name = "vdb", Path = "/mounted/vdb" });
    }

    private Provisioning Operations => new(_hosts.Libs, _log, TimeProvider.System);

    private static (string, string)[] Expected(string sourcePath, string owner = "", bool isKnown = true, string changedSince = "") =>
    [
        ("DLPX_GUID", "vdb-guid"), ("DLPX_SCRATCH_PATH", "/target/scratch"), ("DLPX_MOUNT_PATH", "/mounted/vdb"),
        ("DLPX_FINGERPRINT", isKnown ? "0123" : ""), ("DLPX_FILES", ""), ("DLPX_DIRECTORIES", ""), ("DLPX_BYTES", ""),
        ("DLPX_CHANGED_SINCE", changedSince), ("DLPX_SOURCE_PATH", sourcePath), ("DLPX_OWNER", owner),
        ("DLPX_SYMLINK_TESTS", ScriptOutput.List(Rerooting.Between([sourcePath], "/mounted/vdb")?.Tests ?? [])),
        ("DLPX_SYMLINK_TRANSFORM", Rerooting.Between([sourcePath], "/mounted/vdb")?.Transform ?? ""),
        ("DLPX_REROOTED", sourcePath.Length > 0 ? "/mounted/vdb" : ""),
    ];
}
