using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Storage;

public sealed class CopyPoolTests : StoragePoolContract
{
    private string Copies => Path.Combine(Folder.Directory.Pool, "copies");

    private protected override string Place => Copies;

    private protected override string Root => Copies;

    [Fact]
    public async Task Destroy_of_a_copy_that_was_cut_short_removes_it()
    {
        var unfinished = Directory.CreateDirectory(Pool.SnapshotPath("s") + ".unfinished").FullName;

        await Pool.DestroySnapshotAsync("s", CancellationToken.None);

        Directory.Exists(unfinished).Should().BeFalse();
    }

    [Fact]
    public async Task Snapshot_that_is_cancelled_is_not_there()
    {
        await Pool.CreateAsync("v", CancellationToken.None);

        await FluentActions.Awaiting(() => Pool.SnapshotAsync("v", "s", new CancellationToken(canceled: true)))
            .Should().ThrowAsync<OperationCanceledException>();

        Directory.Exists(Pool.SnapshotPath("s")).Should().BeFalse();
    }

    [RootFact]
    public async Task Snapshot_while_a_folder_is_swapped_for_a_symlink_holds_nothing_from_elsewhere()
    {
        await Pool.CreateAsync("v", CancellationToken.None);
        var secret = Directory.CreateDirectory(Folder.PathOf("elsewhere")).FullName;
        // cp knows the names in a folder when it begins with the first one.
        const string Fill = """for ((i = 0; i < 3000; i++)); do echo "$2" >"$1/$i"; done""";
        await BashAsync(Fill, Directory.CreateDirectory(Path.Combine(Pool.VolumePath("v"), "d")).FullName, "own");
        await BashAsync(Fill, secret, "secret");

        var swap = BashAsync(
            """
            SECONDS=0
            until ls -U "$2" | grep -q . || ((SECONDS > 20)); do :; done
            mv "$1/d" "$1/away" && ln -s "$3" "$1/d"
            """,
            Pool.VolumePath("v"),
            Path.Combine(Pool.SnapshotPath("s") + ".unfinished", "d"),
            secret);
        var snapshot = async () => await Pool.SnapshotAsync("v", "s", CancellationToken.None);
        await snapshot.Should().ThrowAsync<IOException>();
        await swap;

        var copied = Directory.EnumerateFiles(Pool.SnapshotPath("s") + ".unfinished", "*", SearchOption.AllDirectories).ToList();
        copied.Should().NotBeEmpty();
        copied.Select(File.ReadAllText).Should().OnlyContain(text => text == "own\n");
    }

    private static async Task BashAsync(string script, params string[] arguments) =>
        await Tool.RunAsync("bash", ["-euc", script, "bash", .. arguments], CancellationToken.None);

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
