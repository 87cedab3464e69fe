using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Operations;

public sealed class IngestionTests
{
    private readonly FakeLogger<Ingestion> _log = new();

    [Fact]
    public void Staging_is_mounted_where_the_user_said() =>
        Ingestion.MountStaging(Samples.StagedSource(mounted: false), Samples.Repository)
            .Should().BeEquivalentTo(new MountSpecification(new Mount(Samples.Staging.Environment, "/asked/ds")));

    [Fact]
    public async Task Start_of_staging_makes_the_host_ready()
    {
        var hosts = new FakeHosts();

        await Operations(hosts).StartStaging(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, CancellationToken.None);

        hosts.Call.ShouldBe("start-staging", Samples.Staging, Own("/mounted/ds"));
    }

    [Fact]
    public async Task Stop_of_staging_removes_what_is_in_the_scratch_folder()
    {
        var hosts = new FakeHosts();

        await Operations(hosts).StopStaging(
            Samples.StagedSource(mounted: false), Samples.Repository, Samples.SourceConfig, CancellationToken.None);

        hosts.Call.ShouldBe("clean-up", Samples.Staging, Own("/asked/ds"));
    }

    [Theory]
    [InlineData("mounted=true\nusedPercent=100\n", Status.Active)]
    [InlineData("mounted=false\n", Status.Inactive)]
    public async Task Status_is_that_of_the_storage(string stdout, Status expected)
    {
        var hosts = new FakeHosts(stdout);

        (await Operations(hosts).GetStatus(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, CancellationToken.None))
            .Should().Be(expected);

        hosts.Call.ShouldBe("status", Samples.Staging, Own("/mounted/ds"));
    }

    [Fact]
    public async Task Status_without_a_mount_is_inactive_and_asks_no_host()
    {
        var hosts = new FakeHosts();

        var source = Samples.StagedSource(mounted: false);
        (await Operations(hosts).GetStatus(source, Samples.Repository, Samples.SourceConfig, CancellationToken.None))
            .Should().Be(Status.Inactive);

        hosts.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("mounted=true\nusedPercent=89\n")]
    [InlineData("mounted=true\nusedPercent=0\n")]
    [InlineData("mounted=true\nusedPercent=90\n", "The storage of /srv/orders is 90 % full.")]
    [InlineData("mounted=true\nusedPercent=100\n", "The storage of /srv/orders is 100 % full.")]
    [InlineData("mounted=false\n", "The storage of /srv/orders is not mounted at /asked/ds.")]
    public async Task Worker_warns_of_storage_that_is_missing_or_fills_up(string stdout, params string[] expected)
    {
        var hosts = new FakeHosts(stdout);

        await Operations(hosts).Watch(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, CancellationToken.None);

        _log.Warnings.Should().Equal(expected);
        hosts.Call.ShouldBe("status", Samples.Staging, Own("/mounted/ds"));
    }

    [Fact]
    public async Task Worker_without_a_mount_warns_and_asks_no_host()
    {
        var hosts = new FakeHosts();

        await Operations(hosts).Watch(
            Samples.StagedSource(mounted: false), Samples.Repository, Samples.SourceConfig, CancellationToken.None);

        _log.Warnings.Should().Equal("The storage of /srv/orders is not mounted at /asked/ds.");
        hosts.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("9007199254740993", 9007199254740993)]
    public async Task Size_is_that_of_the_tree(string bytes, long expected)
    {
        var hosts = new FakeHosts($"files=3\ndirectories=1\nbytes={bytes}\n");

        (await Operations(hosts).GetSize(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, CancellationToken.None)).Should()
            .Be(expected);

        hosts.Call.ShouldBe("size", Samples.Staging, Own("/mounted/ds"));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1 ")]
    [InlineData("99999999999999999999")]
    public async Task Size_that_is_no_number_is_an_error_that_names_the_script(string bytes)
    {
        var size = () => Operations(new FakeHosts($"bytes={bytes}\n"))
            .GetSize(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, CancellationToken.None);

        await size.Should().ThrowAsync<InvalidDataException>().WithMessage($"size.sh printed bytes={bytes}, which is not a number.");
    }

    [Fact]
    public async Task Snapshot_is_described_by_the_record_of_its_sync()
    {
        var hosts = new FakeHosts(Samples.Record);

        var snapshot = await Operations(hosts)
            .DescribeSnapshot(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);

        hosts.Call.ShouldBe("read-record", Samples.Staging, Own("/mounted/ds"));
        snapshot.Should().BeEquivalentTo(new SnapshotDefinition
        {
            Mode = SnapshotMode.Resync,
            SourcePath = "/srv/a\\b\nc=d",
            Files = 7,
            Directories = 2,
            Bytes = 5_000_000_000,
            TransferredFiles = 3,
            TransferredBytes = 4_000_000_000,
            DeletedItems = 1,
            HealedFiles = 2,
            HealedBytes = 17,
            SourceRsyncVersion = "3.1.2",
            StagingRsyncVersion = "3.5.0",
            StartedAt = "2024-02-29T23:59:58Z",
            FinishedAt = "2024-03-01T00:00:01Z",
            HasAbsoluteSymlinks = true,
            RootFingerprint = "abc",
        });
        _log.Warnings.Should().BeEmpty();
    }

    [Fact]
    public async Task Snapshot_of_a_sync_with_warnings_has_them_and_they_are_not_logged_again()
    {
        var hosts = new FakeHosts(
            "sourcePath=/\nsourceRsyncVersion=3.1\nstagingRsyncVersion=3.1\nstartedAt=a\nwarning=One.\nwarning=Two {x}.\nmode=first\n"
            + "files=0\ndirectories=0\nbytes=0\nlinks=unsettled\nrootFingerprint=abc\nfinishedAt=b\n");

        var snapshot = await Operations(hosts)
            .DescribeSnapshot(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);

        snapshot.Mode.Should().Be(SnapshotMode.First);
        snapshot.Warnings.Should().Equal(
            "One.", "Two {x}.", "Hard links of the source changed during each copy: some may not be those of the source.");
        _log.Warnings.Should().BeEmpty();
    }

    private static (string, string)[] Own(string mountPath) =>
        [("DLPX_GUID", "ds-guid"), ("DLPX_SCRATCH_PATH", "/staging/scratch"), ("DLPX_MOUNT_PATH", mountPath)];

    private Ingestion Operations(FakeHosts hosts) => new(hosts.Libs, _log, TimeProvider.System);
}
