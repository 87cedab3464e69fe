using Delphix.Virtualization;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace DirectoryPlugin.Tests;

public sealed class IngestionTests
{
    private readonly Mock<ILibs> _libs = new();

    [Fact]
    public async Task Engine_copies_the_source_directory_without_what_is_excluded()
    {
        await CopyAsync();

        _libs.Verify(libs => libs.RunSyncAsync(Samples.Host, "/srv/orders", null, Samples.DirectSource.Parameters.ExcludePaths, null, It.IsAny<CancellationToken>()));
    }

    [Fact]
    public async Task Copy_that_fails_says_what_is_wrong()
    {
        Copying().ThrowsAsync(new LibraryException(LibraryError.CopyFailed, "permission denied"));

        var act = CopyAsync;

        (await act.Should().ThrowAsync<UserException>().WithMessage("/srv/orders could not be copied.")).Which.Output.Should().Be("permission denied");
    }

    [Fact]
    public async Task Host_that_cannot_be_reached_is_left_for_the_engine_to_tell()
    {
        Copying().ThrowsAsync(new LibraryException(LibraryError.ConnectionFailed, "no route to host"));

        var act = CopyAsync;

        await act.Should().ThrowAsync<LibraryException>();
    }

    [Fact]
    public void Snapshot_says_where_it_is_from() =>
        Ingestion.DescribeSnapshot(Samples.DirectSource, Samples.Repository, Samples.SourceConfig, null).Should().Be(new SnapshotDefinition { SourcePath = "/srv/orders" });

    private Moq.Language.Flow.ISetup<ILibs, Task> Copying() => _libs.Setup(libs => libs.RunSyncAsync(
        It.IsAny<RemoteConnection>(), It.IsAny<string>(), null, It.IsAny<IReadOnlyList<string>?>(), null, It.IsAny<CancellationToken>()));

    private Task CopyAsync() =>
        new Ingestion(_libs.Object, NullLogger<Ingestion>.Instance).CopyFromSource(Samples.DirectSource, Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);
}
