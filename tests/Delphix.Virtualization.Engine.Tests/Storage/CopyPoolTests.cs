using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Tests.Storage;

public sealed class CopyPoolTests : StoragePoolContract
{
    private string Copies => Path.Combine(Folder.Directory.Pool, "copies");

    private protected override string Place => Copies;

    private protected override string Root => Copies;

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

    private protected override Task<IStoragePool> OpenAsync() =>
        Task.FromResult<IStoragePool>(new CopyPool(new PoolFolder(Copies, new PoolIdentity(Folder.Directory))));

    private protected override Task TakeAwayAsync()
    {
        Directory.Move(Copies, Copies + ".away");
        return Task.CompletedTask;
    }

    private protected override Task PutBackAsync()
    {
        Directory.Move(Copies + ".away", Copies);
        return Task.CompletedTask;
    }

    private protected override Task PutAnotherAsync()
    {
        Directory.CreateDirectory(Path.Combine(Copies, "volumes", "v"));
        return Task.CompletedTask;
    }

    private protected override Task RemoveOtherAsync()
    {
        Directory.Delete(Copies, recursive: true);
        return Task.CompletedTask;
    }
}
