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
    public async Task Create_of_a_volume_makes_an_empty_one()
    {
        await Pool.CreateAsync("v", CancellationToken.None);

        Directory.EnumerateFileSystemEntries(Pool.VolumePath("v")).Should().BeEmpty();
    }

    [ContractFact]
    public async Task Create_of_a_volume_that_exists_is_an_error_that_changes_nothing()
    {
        await Pool.CreateAsync("v", CancellationToken.None);
        Write("v", "old");

        await FluentActions.Awaiting(() => Pool.CreateAsync("v", CancellationToken.None)).Should().ThrowAsync<IOException>();

        Read(Pool.VolumePath("v")).Should().Be("old");
    }

    [ContractFact]
    public async Task Snapshot_when_its_volume_changes_stays()
    {
        await SnapshotAsync("v", "s", "old");

        Write("v", "new");

        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Clone_of_a_snapshot_is_isolated_from_its_origin_and_from_other_clones()
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
    public async Task Clone_of_a_clone_of_a_snapshot_outlives_what_it_came_from()
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
    public async Task Clone_of_no_snapshot_is_an_error_that_leaves_nothing()
    {
        await FluentActions.Awaiting(() => Pool.CloneAsync("none", "c", CancellationToken.None)).Should().ThrowAsync<IOException>();

        Directory.Exists(Pool.VolumePath("c")).Should().BeFalse();
    }

    [ContractFact]
    public async Task Destroy_done_twice_is_no_error()
    {
        await SnapshotAsync("v", "s", "old");
        // Neither rights nor names keep anything from being destroyed.
        await Tool.RunAsync(
            "bash", ["-c", "cd \"$1\" && mkdir frozen && touch frozen/$'\\xff' -- -rf && chmod 500 frozen", "bash", Pool.VolumePath("v")],
            CancellationToken.None);

        for (var i = 0; i < 2; i++)
        {
            await Pool.DestroyVolumeAsync("v", CancellationToken.None);
            await Pool.DestroySnapshotAsync("s", CancellationToken.None);
        }

        Directory.Exists(Pool.VolumePath("v")).Should().BeFalse();
        Directory.Exists(Pool.SnapshotPath("s")).Should().BeFalse();
    }

    [ContractFact]
    public async Task UsedBytes_after_a_megabyte_more_have_grown()
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
    public async Task CloseIfEmpty_of_a_pool_in_use_changes_nothing()
    {
        await SnapshotAsync("v", "s", "old");
        await Pool.DestroyVolumeAsync("v", CancellationToken.None);

        await Pool.CloseIfEmptyAsync(CancellationToken.None);

        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Create_after_another_process_closed_the_empty_pool_works()
    {
        var other = await OpenAsync();
        await other.CloseIfEmptyAsync(CancellationToken.None);

        await SnapshotAsync("v", "s", "old");

        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Volumes_made_while_others_close_the_pool_are_never_lost()
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

    [ContractFact]
    public async Task Make_over_what_exists_is_an_error_that_changes_nothing()
    {
        await SnapshotAsync("v", "s", "old");
        await Pool.CloneAsync("s", "c", CancellationToken.None);
        Write("v", "new");

        await FluentActions.Awaiting(() => Pool.SnapshotAsync("v", "s", CancellationToken.None)).Should().ThrowAsync<IOException>();
        await FluentActions.Awaiting(() => Pool.CloneAsync("s", "c", CancellationToken.None)).Should().ThrowAsync<IOException>();

        foreach (var folder in (string[])[Pool.SnapshotPath("s"), Pool.VolumePath("c")])
        {
            Read(folder).Should().Be("old");
            Directory.GetDirectories(folder).Should().BeEmpty("nothing was put into it");
        }
    }

    [ContractFact]
    public async Task Use_of_a_pool_that_is_gone_is_refused_and_makes_nothing()
    {
        await SnapshotAsync("v", "s", "old");
        await TakeAwayAsync();

        foreach (var pool in (IStoragePool[])[Pool, await OpenAsync()])
        {
            foreach (var useAsync in UsesOf(pool))
            {
                var thrown = await FailsAsync(useAsync);
                thrown.Message.Should().Be($"The storage of this engine is missing: there is no {Place}.");
                thrown.Action.Should().StartWith("Put it back from a backup, or mount the disk that it is on.");
            }
        }

        Path.Exists(Place).Should().BeFalse();
        await PutBackAsync();
        Read((await OpenAsync()).SnapshotPath("s")).Should().Be("old");
        await Pool.CloneAsync("s", "c", CancellationToken.None);
    }

    [ContractFact]
    public async Task Use_of_another_pool_in_its_place_is_refused_and_leaves_it()
    {
        await SnapshotAsync("v", "s", "old");
        await TakeAwayAsync();
        await PutAnotherAsync();

        foreach (var pool in (IStoragePool[])[Pool, await OpenAsync()])
        {
            foreach (var useAsync in UsesOf(pool))
                (await FailsAsync(useAsync)).Message
                    .Should().Be($"What is at {Root} is not the storage of this engine: it has no pool-id.");
        }

        await RemoveOtherAsync();
        await PutBackAsync();
        Read((await OpenAsync()).SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Use_of_a_pool_without_an_id_takes_it_where_none_is_expected()
    {
        await SnapshotAsync("v", "s", "old");
        await Folder.Catalog.SaveAsync(Samples.Vdb(), CancellationToken.None);
        // As an older engine left it; then as a kill between the two writes leaves it.
        foreach (var left in (string[][])[[Expected, Path.Combine(Root, "pool-id")], [Expected]])
        {
            foreach (var file in left)
                File.Delete(file);

            await Pool.RequireAsync(CancellationToken.None);

            Read(Pool.SnapshotPath("s")).Should().Be("old");
            (await File.ReadAllTextAsync(Expected)).Should().Be(await File.ReadAllTextAsync(Path.Combine(Root, "pool-id")));
        }
    }

    [ContractFact]
    public async Task Use_with_the_catalog_of_another_engine_is_refused_and_changes_nothing()
    {
        var ofCatalog = Path.Combine(Folder.Directory.Catalogs, "pool-id");
        await Folder.Catalog.SaveAsync(Samples.Environment(), CancellationToken.None);
        await SnapshotAsync("v", "s", "old");
        var id = await File.ReadAllTextAsync(ofCatalog);
        await File.WriteAllTextAsync(ofCatalog, "another");
        await Pool.RequireAsync(CancellationToken.None);
        (await File.ReadAllTextAsync(ofCatalog)).Should().Be(id, "a catalog that names no storage belongs to any");

        await Folder.Catalog.SaveAsync(Samples.Vdb(), CancellationToken.None);
        await File.WriteAllTextAsync(ofCatalog, "another");
        foreach (var left in (string?[])[null, Expected])
        {
            if (left is not null)
                File.Delete(left);
            foreach (var useAsync in UsesOf(Pool))
            {
                var thrown = await FailsAsync(useAsync);
                thrown.Message.Should().Be(
                    $"The catalog and the storage at {Root} are not of the same engine: {ofCatalog} names another pool-id.");
                thrown.Action.Should().EndWith($"If you know that they belong together, remove {ofCatalog}.");
            }
        }

        Read(Pool.SnapshotPath("s")).Should().Be("old");
        File.Delete(ofCatalog);
        await Pool.RequireAsync(CancellationToken.None);
        (await File.ReadAllTextAsync(ofCatalog)).Should().Be(id, "an older engine's catalog has none");
    }

    [ContractFact]
    public async Task Destroy_of_what_is_no_name_is_refused_and_changes_nothing()
    {
        await SnapshotAsync("v", "s", "old");

        foreach (var id in (string[])["", ".", "..", "../volumes/v", "/"])
        {
            await FluentActions.Awaiting(() => Pool.DestroyVolumeAsync(id, CancellationToken.None))
                .Should().ThrowAsync<InvalidDataException>();
            await FluentActions.Awaiting(() => Pool.DestroySnapshotAsync(id, CancellationToken.None))
                .Should().ThrowAsync<InvalidDataException>();
        }

        Read(Pool.VolumePath("v")).Should().Be("old");
        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Create_where_the_catalog_names_storage_but_there_is_none_is_refused()
    {
        await Folder.Catalog.SaveAsync(Samples.Vdb(), CancellationToken.None);

        (await FailsAsync(() => Pool.CreateAsync("v", CancellationToken.None)))
            .Message.Should().Be($"The storage of this engine is missing: there is no {Place}.");

        Path.Exists(Place).Should().BeFalse();
    }

    private string Expected => Path.Combine(Folder.Directory.Pool, "pool-id");

    /// <summary>What is missing when the pool is.</summary>
    private protected abstract string Place { get; }

    /// <summary>The pool's folder.</summary>
    private protected abstract string Root { get; }

    private protected abstract Task TakeAwayAsync();

    private protected abstract Task PutBackAsync();

    private protected abstract Task PutAnotherAsync();

    private protected abstract Task RemoveOtherAsync();

    private static IEnumerable<Func<Task>> UsesOf(IStoragePool pool) =>
    [
        () => pool.RequireAsync(CancellationToken.None),
        () => pool.CreateAsync("w", CancellationToken.None),
        () => pool.SnapshotAsync("v", "t", CancellationToken.None),
        () => pool.CloneAsync("s", "w", CancellationToken.None),
        () => pool.DestroyVolumeAsync("v", CancellationToken.None),
        () => pool.DestroySnapshotAsync("s", CancellationToken.None),
        () => pool.UsedBytesAsync(CancellationToken.None),
    ];

    private protected static async Task<UserException> FailsAsync(Func<Task> useAsync) =>
        (await FluentActions.Awaiting(useAsync).Should().ThrowAsync<UserException>()).Which;

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
