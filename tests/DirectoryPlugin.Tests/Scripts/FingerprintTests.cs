using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>The fingerprint of a tree's root: what keeps it, and what it costs.</summary>
public sealed class FingerprintTests : IDisposable
{
    // A tree with an item of each kind in its root, names of any bytes, and times to the nanosecond.
    private const string MakeTree = """
        cd mount; mkdir d d/e; printf 12345 > a; printf 1 > d/b; ln a 'odd
        name'; ln -s /src/x link; mkfifo fifo; printf x > $'\xff'; ln -s d/b $'\xfe '; touch .hidden
        touch -d '1969-12-31 23:59:59.000000001 UTC' a; touch -h -d '2038-01-20 00:00:00.987654321 UTC' link; touch -d '1999-09-09 09:09:09.999999999 UTC' .
        """;

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageFact]
    public async Task Copy_that_keeps_times_has_the_fingerprint_of_its_original()
    {
        await _dataset.BashAsync(MakeTree);
        var original = await FoundAsync(_dataset);
        using var copy = Dataset.Mounted();

        // In another order, in another file system.
        await Shell.BashAsync(
            "cd \"$1\"; find . -mindepth 1 -maxdepth 1 -print0 | sort -rz | xargs -0 cp -a -t \"$2/.\"; touch -r . \"$2/.\"",
            _dataset.Mount + "/.", copy.Mount);

        (await FoundAsync(copy)).Should().Be(original);
    }

    [StorageFact]
    public async Task Owners_modes_and_re_rooted_symlinks_leave_the_fingerprint()
    {
        await _dataset.BashAsync(MakeTree);
        var before = await FoundAsync(_dataset);
        await _dataset.BashAsync("chmod 640 mount/a; chmod 700 mount/d");

        var owner = Environment.IsPrivilegedProcess ? "1234:4321" : "";
        (await _dataset.RunAsync("configure", ("DLPX_SOURCE_PATH", "/src"), ("DLPX_OWNER", owner))).Stdout.Should()
            .Be("rerootedSymlinks=1\n");

        (await FoundAsync(_dataset)).Should().Be(before);
    }

    [StorageFact]
    public async Task File_that_nfs_keeps_of_a_deleted_one_leaves_the_fingerprint()
    {
        await _dataset.BashAsync(MakeTree);
        var before = await FoundAsync(_dataset);

        await _dataset.BashAsync("cd mount; touch -r . ../time; echo x > .nfs0000000000a1; touch -r ../time .");

        (await FoundAsync(_dataset)).Should().Be(before);
    }

    [StorageFact]
    public async Task Change_below_the_root_leaves_the_fingerprint()
    {
        await _dataset.BashAsync(MakeTree);
        var before = await FoundAsync(_dataset);

        await _dataset.BashAsync("echo more >> mount/d/b; rmdir mount/d/e; touch -d @1 mount/d");
        (await FoundAsync(_dataset)).Should().NotBe(before, "the time of the folder in the root is another");
        before = await FoundAsync(_dataset);

        await _dataset.BashAsync("echo more >> mount/d/b");
        (await FoundAsync(_dataset)).Should().Be(before);
    }

    [StorageTheory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public async Task Entries_count_where_they_are_at_most_a_thousand(int entries, bool count)
    {
        await _dataset.BashAsync("cd mount; seq \"$1\" | xargs touch; touch .nfs1 .nfs2", $"{entries}");
        var before = await FoundAsync(_dataset);

        await _dataset.BashAsync("touch -d @1 mount/1");
        (await FoundAsync(_dataset) != before).Should().Be(count);

        await _dataset.BashAsync("touch -d @2 mount/.");
        (await FoundAsync(_dataset)).Should().NotBe(before);
    }

    [StorageFact("strace")]
    public async Task Of_a_root_with_very_many_entries_only_the_first_are_read()
    {
        await _dataset.BashAsync("cd mount; seq 100000 | xargs touch");
        foreach (var script in (string[])["fingerprint", "flush", "status"])
        {
            var trace = _dataset.Combine($"{script}.trace");

            await Shell.RunAsync(
                ["strace", "-f", "-qq", "-e", "trace=getdents64", "-o", trace, "bash", RepositoryFiles.Path("scripts", $"{script}.sh")],
                _dataset.Variables());

            // Each reads 32 KiB, which are a thousand entries. A pipe takes some ten thousand names before ls waits.
            File.ReadLines(trace).Count(line => line.Contains("getdents64(", StringComparison.Ordinal)).Should()
                .BeLessThan(25, "{0} need not read all of 98", script);
        }
    }

    [StorageFact]
    public async Task Flush_remembers_the_fingerprint_and_a_change_of_the_root_shows()
    {
        await _dataset.BashAsync(MakeTree);
        (await _dataset.RunAsync("fingerprint")).Stdout.Should().StartWith("flushed=\nfound=");

        (await _dataset.RunAsync("flush")).ExitCode.Should().Be(0);

        (await _dataset.RunAsync("fingerprint")).Stdout.Should().MatchRegex("^flushed=([0-9a-f]{64})\nfound=\\1\n$");
        await _dataset.BashAsync("rm mount/a");
        (await _dataset.RunAsync("fingerprint")).Stdout.Should().MatchRegex("^flushed=([0-9a-f]{64})\nfound=(?!\\1)[0-9a-f]{64}\n$");
    }

    [StorageFact("setpriv")]
    public async Task Target_user_who_is_not_root_gets_the_same_fingerprint()
    {
        await _dataset.BashAsync(MakeTree);
        var root = await FoundAsync(_dataset);
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chmod 000 mount/d mount/a");

        (await Shell.RunScriptAsync("flush", _dataset.Variables(), asNobody: true)).ExitCode.Should().Be(0);
        var result = await Shell.RunScriptAsync("fingerprint", _dataset.Variables(), asNobody: true);

        result.Stdout.Should().Be($"flushed={root}\nfound={root}\n");
    }

    // As root may not look at what a user mounts by FUSE.
    [StorageFact]
    public async Task Root_with_an_entry_that_cannot_be_looked_at_has_no_fingerprint_and_is_flushed()
    {
        await _dataset.BashAsync(MakeTree);
        _dataset.AddProgram("find", "#!/usr/bin/env bash\nPATH=$REAL_PATH find \"$@\"\nexit 1\n");

        var flushed = await _dataset.RunAsync("flush", Dataset.RealPath);
        var found = await _dataset.RunAsync("fingerprint", Dataset.RealPath);

        (flushed.ExitCode, found.ExitCode, found.Stdout).Should().Be((0, 0, "flushed=\nfound=\n"), found.Stderr);
    }

    private static async Task<string> FoundAsync(Dataset dataset)
    {
        var result = await dataset.RunAsync("fingerprint");
        result.Stdout.Should().MatchRegex("found=[0-9a-f]{64}\n$", result.Stderr);
        return result.Stdout.Trim().Split('=')[^1];
    }
}
