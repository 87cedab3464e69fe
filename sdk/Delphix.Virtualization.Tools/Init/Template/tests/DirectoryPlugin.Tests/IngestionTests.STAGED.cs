using Delphix.Virtualization;
using Microsoft.Extensions.Logging.Abstractions;

namespace DirectoryPlugin.Tests;

public sealed class IngestionTests
{
    [Fact]
    public void Storage_is_mounted_where_the_user_said() =>
        Ingestion.MountStaging(Samples.StagedSource, Samples.Repository).Should().BeEquivalentTo(new MountSpecification(new Mount(Samples.Host.Environment, "/mnt/staging")));

    [Fact]
    public async Task Copy_gets_the_paths_as_variables_and_never_in_its_text()
    {
        var host = new FakeHost();

        await Operations(host).CopyFromSource(Samples.StagedSource, Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);

        host.Variables.Should().Contain("DLPX_SOURCE_PATH", "/srv/orders").And.Contain("DLPX_MOUNT_PATH", "/mnt/staging");
        host.Command.Should().Contain("DLPX_SOURCE_PATH").And.NotContain("/srv/orders");
    }

    [Theory]
    [InlineData(64, "The engine's storage is not mounted at /mnt/staging.")]
    [InlineData(65, "There is no directory /srv/orders on the staging host.")]
    public async Task Copy_that_fails_says_what_is_wrong(int exitCode, string message)
    {
        var act = () => Operations(new FakeHost(exitCode: exitCode)).CopyFromSource(Samples.StagedSource, Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);

        await act.Should().ThrowAsync<UserException>().WithMessage(message);
    }

    [Fact]
    public async Task Snapshot_is_described_by_what_the_storage_holds()
    {
        var host = new FakeHost("files=7\nbytes=5000000000\n");

        var snapshot = await Operations(host).DescribeSnapshot(Samples.StagedSource, Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);

        snapshot.Should().Be(new SnapshotDefinition { SourcePath = "/srv/orders", Files = 7, Bytes = 5_000_000_000 });
    }

    private static Ingestion Operations(FakeHost host) => new(host.Libs, NullLogger<Ingestion>.Instance);
}
