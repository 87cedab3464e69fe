using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Tests.Storage;

public sealed class CopyPoolTests : StoragePoolContract
{
    [Fact]
    public async Task Destroy_ofACopyThatWasCutShort_removesIt()
    {
        var unfinished = Directory.CreateDirectory(Pool.SnapshotPath("s") + ".unfinished").FullName;

        await Pool.DestroySnapshotAsync("s", CancellationToken.None);

        Directory.Exists(unfinished).Should().BeFalse();
    }

    [Fact]
    public async Task Snapshot_thatIsCancelled_isNotThere()
    {
        await Pool.CreateAsync("v", CancellationToken.None);

        await FluentActions.Awaiting(() => Pool.SnapshotAsync("v", "s", new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();

        Directory.Exists(Pool.SnapshotPath("s")).Should().BeFalse();
    }

    private protected override Task<IStoragePool> OpenAsync() => Task.FromResult<IStoragePool>(new CopyPool(Folder.PathOf("pool")));
}
