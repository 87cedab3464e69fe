using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>configure-tree.sh and what the snapshot is known to hold.</summary>
public sealed class VerifyTreeTests : IDisposable
{
    private const string LongAgo = "2001-01-01T00:00:00Z";
    private const string LongFromNow = "2100-01-01T00:00:00Z";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageFact]
    public async Task Tree_that_is_the_snapshots_is_configured()
    {
        await MakeTreeAsync();

        var result = await ConfigureAsync("3", "1", "12");

        (result.ExitCode, result.Stdout, result.Stderr).Should().Be((0, "rerootedSymlinks=1\n", ""));
    }

    [StorageTheory]
    [InlineData("4", "1", "12")]
    [InlineData("3", "0", "12")]
    [InlineData("3", "1", "13")]
    public async Task Tree_that_is_not_the_snapshots_is_89_and_stays_as_it_is(string files, string directories, string bytes)
    {
        await MakeTreeAsync();

        var result = await ConfigureAsync(files, directories, bytes, owner: "1234");

        (result.ExitCode, result.Stdout).Should().Be((89, ""));
        result.Stderr.Should().Be(
            $"The snapshot of /src that was complete at {LongAgo} holds {files} files, {directories} directories and {bytes} bytes; at {_dataset.Mount} are 3 files, 1 directories and 12 bytes.\n");
        (await _dataset.BashAsync("readlink mount/link; find mount ! -user \"$(id -u)\"")).Should().Be("/src/x\n");
        (await TreeText.NamesAsync(_dataset.Scratch)).Should().BeEmpty();
    }

    [StorageFact]
    public async Task Empty_storage_in_the_place_of_a_snapshot_is_89() => (await ConfigureAsync("3", "1", "12")).ExitCode.Should().Be(89);

    [StorageFact]
    public async Task Snapshot_without_numbers_is_not_verified()
    {
        await MakeTreeAsync();

        (await ConfigureAsync("", "", "")).ExitCode.Should().Be(0);
    }

    [StorageFact]
    public async Task Tree_that_was_changed_since_the_snapshot_may_differ_where_that_may_be()
    {
        await MakeTreeAsync();

        var result = await ConfigureAsync("9", "1", "12", ("DLPX_MAY_BE_CHANGED", "true"));

        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().Be(
            $"note=The snapshot of /src that was complete at {LongAgo} holds 9 files, 1 directories and 12 bytes; at {_dataset.Mount} are 3 files, 1 directories and 12 bytes, as it was changed since.\nrerootedSymlinks=1\n");
    }

    [StorageFact]
    public async Task Tree_that_differs_though_nothing_was_changed_since_the_snapshot_is_89()
    {
        await MakeTreeAsync();

        (await ConfigureAsync("9", "1", "12", ("DLPX_MAY_BE_CHANGED", "true"), ("DLPX_FINISHED_AT", LongFromNow))).ExitCode.Should().Be(89);
    }

    [StorageFact("setpriv")]
    public async Task Tree_that_cannot_be_counted_is_warned_of()
    {
        await _dataset.BashAsync("mkdir mount/secret; touch mount/secret/x");
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chmod 000 mount/secret");

        var result = await Shell.RunScriptAsync("configure-tree", _dataset.Variables(Expecting("1", "1", "0")), asNobody: true);

        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().StartWith("warning=The snapshot of /src").And.Contain(", as some items could not be counted.\n");
    }

    [StorageFact("rsync")]
    public async Task Record_of_a_sync_with_excluded_and_odd_items_verifies_its_tree()
    {
        await _dataset.BashAsync("cd source; mkdir d; mkfifo d/fifo; printf 12345 > a; ln a b; ln -s a link; truncate -s 3M sparse; touch left.tmp; printf x > $'odd\\nname'");
        await _dataset.SyncAsync(Dataset.Excluding("*.tmp"));
        var record = _dataset.Record.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1]);

        (await ConfigureAsync(record["files"], record["directories"], record["bytes"])).ExitCode.Should().Be(0);
        await _dataset.BashAsync("rm 'mount/a'");
        (await ConfigureAsync(record["files"], record["directories"], record["bytes"])).ExitCode.Should().Be(89);
    }

    [StorageFact]
    public async Task Measurement_says_whether_anything_changed_since_the_flush()
    {
        await MakeTreeAsync();
        (await _dataset.RunAsync("flush-tree")).ExitCode.Should().Be(0);

        (await _dataset.RunAsync("measure-tree")).Stdout.Should().EndWith("changed=false\n");
        // The clock of a file system may stand still for some milliseconds.
        await Dataset.UntilNextSecondAsync();
        await _dataset.BashAsync("rm mount/d/b");
        (await _dataset.RunAsync("measure-tree")).Stdout.Should().EndWith("changed=true\n");
    }

    // Two files of 5 bytes and 1, a symlink of 6, and a folder.
    private Task<string> MakeTreeAsync() => _dataset.BashAsync("cd mount; mkdir d; printf 12345 > a; printf 1 > d/b; ln -s /src/x link");

    private Task<Delphix.Virtualization.RunResult> ConfigureAsync(string files, string directories, string bytes, params (string, string)[] changed) =>
        _dataset.RunAsync("configure-tree", [.. Expecting(files, directories, bytes), .. changed]);

    private Task<Delphix.Virtualization.RunResult> ConfigureAsync(string files, string directories, string bytes, string owner) =>
        ConfigureAsync(files, directories, bytes, ("DLPX_OWNER_UID", owner));

    private static (string, string)[] Expecting(string files, string directories, string bytes) =>
        [("DLPX_SOURCE_PATH", "/src"), ("DLPX_FINISHED_AT", LongAgo), ("DLPX_FILES", files), ("DLPX_DIRECTORIES", directories), ("DLPX_BYTES", bytes)];
}
