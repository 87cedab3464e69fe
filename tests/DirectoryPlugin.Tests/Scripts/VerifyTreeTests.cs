using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>configure.sh and what the snapshot is known to hold, which is the tree that <see cref="MakeTreeAsync"/> makes.</summary>
public sealed class VerifyTreeTests : IDisposable
{
    private const string LongAgo = "2001-01-01T00:00:00Z";
    private const string LongFromNow = "2100-01-01T00:00:00Z";

    private const string CountsDiffer = "files=3\ndirectories=1\nbytes=12\nfailure=counts-differ\n";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageFact]
    public async Task Tree_that_is_the_snapshots_is_configured()
    {
        await MakeTreeAsync();

        var result = await ConfigureAsync([.. Counting("3", "1", "12"), ("DLPX_FINGERPRINT", await FingerprintAsync())]);

        (result.ExitCode, result.Stdout, result.Stderr).Should().Be((0, "rerootedSymlinks=1\n", ""));
    }

    [StorageTheory]
    [InlineData("rm a")]
    [InlineData("mv a c")]
    [InlineData("rm a; mkdir a")]
    [InlineData("touch -h -d @6 link")]
    [InlineData("printf 1234 > a; touch -d @1 a")]
    [InlineData("touch -d @1.000000001 a")]
    [InlineData("touch -d @9 d")]
    [InlineData("touch -d @9 .")]
    [InlineData("find . -mindepth 1 -delete")]
    public async Task Tree_that_is_not_the_snapshots_is_refused_and_stays_as_it_is(string change)
    {
        await MakeTreeAsync();
        var fingerprint = await FingerprintAsync();
        await _dataset.BashAsync($"cd mount; {change}");
        if (!change.EndsWith(" .", StringComparison.Ordinal) && !change.Contains("delete", StringComparison.Ordinal))
            await _dataset.BashAsync("touch -d @7 mount/.");
        var before = await TreeText.OfAsync(_dataset.Mount);

        var result = await ConfigureAsync(("DLPX_FINGERPRINT", fingerprint), ("DLPX_OWNER", "1234"));

        result.ShouldFail("tree-differs");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(before);
        (await TreeText.NamesAsync(_dataset.Scratch)).Should().BeEmpty();
    }

    // Such names may have come from the source, or from the storage's own NFS since.
    [StorageTheory]
    [InlineData("3", "1", "12")]
    [InlineData("4", "1", "14")]
    public async Task Tree_with_a_file_that_nfs_kept_is_the_snapshots_whether_that_counts_the_file_or_not(
        string files, string directories, string bytes)
    {
        await MakeTreeAsync();
        await _dataset.BashAsync("echo x > mount/d/.nfs0000000000a1");

        var result = await ConfigureAsync(Counting(files, directories, bytes));

        (result.ExitCode, result.Stdout, result.Stderr).Should().Be((0, "rerootedSymlinks=1\n", ""));
    }

    [StorageTheory]
    [InlineData("4", "1", "12")]
    [InlineData("3", "0", "12")]
    [InlineData("3", "1", "13")]
    public async Task Tree_with_other_numbers_is_refused_and_stays_as_it_is(string files, string directories, string bytes)
    {
        await MakeTreeAsync();
        var before = await TreeText.OfAsync(_dataset.Mount);

        var result = await ConfigureAsync([.. Counting(files, directories, bytes), ("DLPX_OWNER", "1234")]);

        (result.ExitCode, result.Stdout).Should().Be((1, CountsDiffer));
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(before);
        (await TreeText.NamesAsync(_dataset.Scratch)).Should().BeEmpty();
    }

    [StorageFact]
    public async Task Snapshot_of_which_nothing_is_known_is_not_verified()
    {
        await MakeTreeAsync();

        (await ConfigureAsync()).ExitCode.Should().Be(0);
    }

    [StorageFact]
    public async Task Tree_that_was_changed_since_the_snapshot_may_differ_where_that_may_be()
    {
        await MakeTreeAsync();

        var result = await ConfigureAsync([.. Counting("9", "1", "12"), ("DLPX_FINGERPRINT", "0123"), ("DLPX_CHANGED_SINCE", LongAgo)]);

        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().Be("rootDiffers=true\nfiles=3\ndirectories=1\nbytes=12\nrerootedSymlinks=1\n");
    }

    [StorageFact]
    public async Task Tree_that_differs_though_nothing_was_changed_since_the_snapshot_is_refused()
    {
        await MakeTreeAsync();

        (await ConfigureAsync(("DLPX_FINGERPRINT", "0123"), ("DLPX_CHANGED_SINCE", LongFromNow))).ShouldFail("tree-differs");
        (await ConfigureAsync([.. Counting("9", "1", "12"), ("DLPX_CHANGED_SINCE", LongFromNow)])).Stdout.Should().Be(CountsDiffer);
    }

    [StorageFact("setpriv")]
    public async Task Tree_that_cannot_be_counted_is_reported()
    {
        await _dataset.BashAsync("mkdir mount/secret; touch mount/secret/x");
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chmod 000 mount/secret");

        var result = await Shell.RunScriptAsync(
            "configure", _dataset.Variables([.. Counting("1", "1", "0"), ("DLPX_SOURCE_PATH", "")]), asNobody: true);

        (result.ExitCode, result.Stdout).Should()
            .Be((0, "files=0\ndirectories=1\nbytes=0\ncomplete=false\nrerootedSymlinks=0\n"), result.Stderr);
    }

    [StorageFact("setpriv")]
    public async Task Root_that_the_target_user_cannot_read_is_reported()
    {
        await _dataset.GiveToNobodyAsync();
        foreach (var mode in (string[])["000", "100"])
        {
            await _dataset.BashAsync("chmod \"$1\" mount/.", mode);

            var result = await Shell.RunScriptAsync("configure", _dataset.Variables(("DLPX_FINGERPRINT", "0123")), asNobody: true);

            result.ExitCode.Should().Be(1);
            result.Stdout.Should().StartWith("failure=storage-not-readable\nuser=");
        }
    }

    [StorageFact("rsync")]
    public async Task Record_of_a_sync_with_excluded_and_odd_items_verifies_its_tree()
    {
        await _dataset.BashAsync(
            "cd source; mkdir d; mkfifo d/fifo; printf 12345 > a; ln a b; ln -s a link; truncate -s 3M sparse; touch left.tmp; printf x > "
                + "$'odd\\nname'");
        await _dataset.SyncAsync(Dataset.Excluding("*.tmp"));
        var record = _dataset.Record.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1]);
        var counts = Counting(record["files"], record["directories"], record["bytes"]);

        (await ConfigureAsync(counts)).ExitCode.Should().Be(0);
        await _dataset.BashAsync("rm mount/a");
        (await ConfigureAsync(counts)).ExitCode.Should().Be(1);
    }

    // Two files of 5 bytes and 1, a symlink of 6, and a folder.
    private Task<string> MakeTreeAsync() => _dataset.BashAsync(
        "cd mount; mkdir d; printf 12345 > a; printf 1 > d/b; ln -s /src/x link; touch -d @1 a; touch -h -d @5 link; touch -d @3 d; touch "
            + "-d @7 .");

    private async Task<string> FingerprintAsync() => (await _dataset.RunAsync("fingerprint")).Stdout.Trim().Split('=')[^1];

    private Task<RunResult> ConfigureAsync(params (string, string)[] changed) =>
        _dataset.RunAsync("configure", [("DLPX_SOURCE_PATH", "/src"), .. changed]);

    private static (string, string)[] Counting(string files, string directories, string bytes) =>
        [("DLPX_FILES", files), ("DLPX_DIRECTORIES", directories), ("DLPX_BYTES", bytes)];
}
