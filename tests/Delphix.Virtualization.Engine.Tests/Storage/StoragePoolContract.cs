using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Storage;

/// <summary>What every pool promises.</summary>
public abstract class StoragePoolContract : IAsyncLifetime
{
    private protected EngineFolder Folder { get; } = new();

    private protected IStoragePool Pool { get; private set; } = null!;

    public async Task InitializeAsync() => Pool = await OpenAsync();

    public Task DisposeAsync()
    {
        Folder.Dispose();
        return Task.CompletedTask;
    }

    [ContractFact]
    public async Task Create_ofAVolume_makesAnEmptyOne()
    {
        await Pool.CreateAsync("v", CancellationToken.None);

        Directory.EnumerateFileSystemEntries(Pool.VolumePath("v")).Should().BeEmpty();
    }

    [ContractFact]
    public async Task Create_ofAVolumeThatExists_isAnErrorThatChangesNothing()
    {
        await Pool.CreateAsync("v", CancellationToken.None);
        Write("v", "old");

        await FluentActions.Awaiting(() => Pool.CreateAsync("v", CancellationToken.None)).Should().ThrowAsync<IOException>();

        Read(Pool.VolumePath("v")).Should().Be("old");
    }

    [ContractFact]
    public async Task Snapshot_whenItsVolumeChanges_stays()
    {
        await SnapshotAsync("v", "s", "old");

        Write("v", "new");

        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Clone_ofASnapshot_isIsolatedFromItsOriginAndFromOtherClones()
    {
        await SnapshotAsync("v", "s", "old");
        await Pool.CloneAsync("s", "c1", CancellationToken.None);
        await Pool.CloneAsync("s", "c2", CancellationToken.None);

        Write("c1", "one");

        Read(Pool.VolumePath("c1")).Should().Be("one");
        foreach (var other in (string[])[Pool.VolumePath("c2"), Pool.VolumePath("v"), Pool.SnapshotPath("s")])
            Read(other).Should().Be("old");
    }

    [ContractFact]
    public async Task Clone_ofACloneOfASnapshot_outlivesWhatItCameFrom()
    {
        await SnapshotAsync("v", "s", "old");
        await Pool.CloneAsync("s", "c1", CancellationToken.None);
        await Pool.SnapshotAsync("c1", "s1", CancellationToken.None);
        await Pool.CloneAsync("s1", "c2", CancellationToken.None);

        await Pool.DestroyVolumeAsync("v", CancellationToken.None);
        await Pool.DestroySnapshotAsync("s", CancellationToken.None);
        await Pool.DestroyVolumeAsync("c1", CancellationToken.None);

        Read(Pool.VolumePath("c2")).Should().Be("old");
    }

    [ContractFact]
    public async Task Clone_ofNoSnapshot_isAnErrorThatLeavesNothing()
    {
        await FluentActions.Awaiting(() => Pool.CloneAsync("none", "c", CancellationToken.None)).Should().ThrowAsync<IOException>();

        Directory.Exists(Pool.VolumePath("c")).Should().BeFalse();
    }

    [ContractFact]
    public async Task Destroy_doneTwice_isNoError()
    {
        await SnapshotAsync("v", "s", "old");
        // Neither rights nor names keep anything from being destroyed.
        await Tool.RunAsync("bash", ["-c", "cd \"$1\" && mkdir frozen && touch frozen/$'\\xff' -- -rf && chmod 500 frozen", "bash", Pool.VolumePath("v")], CancellationToken.None);

        for (var i = 0; i < 2; i++)
        {
            await Pool.DestroyVolumeAsync("v", CancellationToken.None);
            await Pool.DestroySnapshotAsync("s", CancellationToken.None);
        }

        Directory.Exists(Pool.VolumePath("v")).Should().BeFalse();
        Directory.Exists(Pool.SnapshotPath("s")).Should().BeFalse();
    }

    [ContractFact]
    public async Task UsedBytes_afterAMegabyteMore_haveGrown()
    {
        await Pool.CreateAsync("v", CancellationToken.None);
        var before = await Pool.UsedBytesAsync(CancellationToken.None);
        var content = new byte[4 << 20];
        new Random(1).NextBytes(content);

        await File.WriteAllBytesAsync(Path.Combine(Pool.VolumePath("v"), "file"), content);

        var after = await Pool.UsedBytesAsync(CancellationToken.None);
        (after - before).Should().BeInRange(4 << 20, 6 << 20);
    }

    [ContractFact]
    public async Task CloseIfEmpty_ofAPoolInUse_changesNothing()
    {
        await SnapshotAsync("v", "s", "old");
        await Pool.DestroyVolumeAsync("v", CancellationToken.None);

        await Pool.CloseIfEmptyAsync(CancellationToken.None);

        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Create_afterAnotherProcessClosedTheEmptyPool_works()
    {
        var other = await OpenAsync();
        await other.CloseIfEmptyAsync(CancellationToken.None);

        await SnapshotAsync("v", "s", "old");

        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Volumes_madeWhileOthersCloseThePool_areNeverLost()
    {
        var other = await OpenAsync();
        using var done = new CancellationTokenSource();
        var closing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                await other.CloseIfEmptyAsync(CancellationToken.None);
        });

        for (var i = 0; i < 10; i++)
        {
            await Pool.CreateAsync($"v{i}", CancellationToken.None);
            await Task.Yield();
            Write($"v{i}", "kept");
            Read(Pool.VolumePath($"v{i}")).Should().Be("kept");
            await Pool.DestroyVolumeAsync($"v{i}", CancellationToken.None);
        }

        await done.CancelAsync();
        await closing;
    }

    private protected abstract Task<IStoragePool> OpenAsync();

    private protected async Task SnapshotAsync(string volume, string snapshot, string text)
    {
        await Pool.CreateAsync(volume, CancellationToken.None);
        Write(volume, text);
        await Pool.SnapshotAsync(volume, snapshot, CancellationToken.None);
    }

    private protected void Write(string volume, string text) => File.WriteAllText(Path.Combine(Pool.VolumePath(volume), "file"), text);

    private protected static string Read(string folder) => File.ReadAllText(Path.Combine(folder, "file"));
}
