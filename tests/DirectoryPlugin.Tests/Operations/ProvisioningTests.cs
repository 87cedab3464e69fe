using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DirectoryPlugin.Tests.Operations;

public sealed class ProvisioningTests
{
    private static readonly SourceConfigDefinition Config = new() { Name = "vdb", Path = "/mounted/vdb" };

    [Fact]
    public void Tree_is_mounted_where_the_user_said() =>
        Provisioning.MountTree(Samples.VirtualSource(mounted: false), Samples.Repository)
            .Should().BeEquivalentTo(new MountSpecification(new Mount(Samples.Target.Environment, "/asked/vdb")));

    [Theory]
    [InlineData(1000, 100, true)]
    [InlineData(0, 0, true)]
    [InlineData(1000, null, false)]
    [InlineData(null, 100, false)]
    [InlineData(null, null, false)]
    public void Ownership_of_the_mount_is_asked_for_only_when_user_and_group_are_given(int? uid, int? gid, bool asked)
    {
        var specification = Provisioning.MountTree(
            Samples.VirtualSource(
                new VirtualSourceDefinition { MountLocation = "/vdb", RerootSymlinks = true, OwnerUid = uid, OwnerGid = gid }),
            Samples.Repository);

        specification.OwnershipSpecification.Should().Be(asked ? new OwnershipSpecification(uid!.Value, gid!.Value) : null);
    }

    [Fact]
    public void Mount_location_with_a_nul_character_is_refused() =>
        FluentActions.Invoking(
            () => Provisioning.MountTree(
                Samples.VirtualSource(new VirtualSourceDefinition { MountLocation = "/a\0b", RerootSymlinks = true }), Samples.Repository))
            .Should().Throw<UserException>().WithMessage("mountLocation has a NUL character: /a\\x00b");

    [Fact]
    public Task Unconfigure_removes_what_is_in_the_scratch_folder() =>
        RunsAsync(
            "clean-up", operations => operations.Unconfigure(Samples.VirtualSource(), Samples.Repository, Config, CancellationToken.None));

    [Fact]
    public Task Cleanup_removes_what_is_in_the_scratch_folder() =>
        RunsAsync(
            "clean-up", operations => operations.CleanUp(Samples.VirtualSource(), Samples.Repository, Config, CancellationToken.None));

    [Fact]
    public Task Start_flushes() =>
        RunsAsync("flush", operations => operations.Start(Samples.VirtualSource(), Samples.Repository, Config, CancellationToken.None));

    [Fact]
    public Task Stop_flushes() =>
        RunsAsync("flush", operations => operations.Stop(Samples.VirtualSource(), Samples.Repository, Config, CancellationToken.None));

    [Fact]
    public Task Pre_snapshot_flushes() =>
        RunsAsync("flush", operations => operations.Flush(Samples.VirtualSource(), Samples.Repository, Config, CancellationToken.None));

    [Fact]
    public async Task Snapshot_is_described_by_the_fingerprint_of_its_root_and_counts_nothing()
    {
        var hosts = new FakeHosts("flushed=0123\nfound=0123\n");

        var snapshot = await Operations(hosts)
            .DescribeSnapshot(Samples.VirtualSource(), Samples.Repository, Config, CancellationToken.None);

        hosts.Call.ShouldBe("fingerprint", Samples.Target, Own());
        snapshot.Should().BeEquivalentTo(new SnapshotDefinition
        {
            Mode = SnapshotMode.Virtual,
            SourcePath = "/mounted/vdb",
            RootFingerprint = "0123",
            StartedAt = "2024-02-29T23:59:59Z",
            FinishedAt = "2024-03-01T00:00:00Z",
        });
    }

    [Fact]
    public async Task Snapshot_of_a_tree_in_whose_root_something_cannot_be_looked_at_has_no_fingerprint()
    {
        var log = new FakeLogger<Provisioning>();
        var hosts = new FakeHosts("flushed=\nfound=\n");

        (
            await new Provisioning(hosts.Libs, log, TimeProvider.System)
                .DescribeSnapshot(Samples.VirtualSource(), Samples.Repository, Config, CancellationToken.None))
            .RootFingerprint.Should().BeNull();

        log.Lines.Should().Equal(
            (LogLevel.Information, "The snapshot gets no fingerprint, as something in the root of the tree cannot be looked at."));
    }

    [Theory]
    [InlineData("0122")]
    [InlineData("")]
    public async Task Snapshot_of_a_tree_whose_root_changed_since_the_flush_has_no_fingerprint(string flushed)
    {
        var log = new FakeLogger<Provisioning>();
        var hosts = new FakeHosts($"flushed={flushed}\nfound=0123\n");

        var snapshot = await new Provisioning(hosts.Libs, log, TimeProvider.System)
            .DescribeSnapshot(Samples.VirtualSource(), Samples.Repository, Config, CancellationToken.None);

        (snapshot.RootFingerprint, snapshot.HasAbsoluteSymlinks, snapshot.Warnings).Should().Be((null, null, null));
        log.Lines.Should().Equal(
            (LogLevel.Information, "The snapshot gets no fingerprint, as the root of the tree was changed while the snapshot was taken."));
    }

    [Theory]
    [InlineData("mounted=true\nusedPercent=1\n", Status.Active)]
    [InlineData("mounted=false\n", Status.Inactive)]
    public async Task Status_is_that_of_the_storage(string stdout, Status expected)
    {
        var hosts = new FakeHosts(stdout);

        (await Operations(hosts).GetStatus(Samples.VirtualSource(), Samples.Repository, Config, CancellationToken.None)).Should()
            .Be(expected);

        hosts.Call.ShouldBe("status", Samples.Target, Own());
    }

    [Fact]
    public async Task Status_without_mounts_is_inactive_and_asks_no_host()
    {
        var hosts = new FakeHosts();

        (await Operations(hosts).GetStatus(Samples.VirtualSource(mounted: false), Samples.Repository, Config, CancellationToken.None))
            .Should().Be(Status.Inactive);

        hosts.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(12, 12)]
    public async Task Size_is_that_of_the_tree(long bytes, long expected)
    {
        var hosts = new FakeHosts($"files=0\ndirectories=0\nbytes={bytes}\n");

        (await Operations(hosts).GetSize(Samples.VirtualSource(), Samples.Repository, Config, CancellationToken.None)).Should()
            .Be(expected);

        hosts.Call.ShouldBe("size", Samples.Target, Own());
    }

    private static async Task RunsAsync(string script, Func<Provisioning, Task> operation)
    {
        var hosts = new FakeHosts();

        await operation(Operations(hosts));

        hosts.Call.ShouldBe(script, Samples.Target, Own());
    }

    private static Provisioning Operations(FakeHosts hosts)
    {
        var first = new DateTimeOffset(2024, 3, 1, 1, 59, 59, TimeSpan.FromHours(2));
        var clock = new FakeTimeProvider(first) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        return new(hosts.Libs, new FakeLogger<Provisioning>(), clock);
    }

    private static (string, string)[] Own() =>
        [("DLPX_GUID", "vdb-guid"), ("DLPX_SCRATCH_PATH", "/target/scratch"), ("DLPX_MOUNT_PATH", "/mounted/vdb")];
}
