using DirectoryPlugin.Sync;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class SyncRecordTests : IDisposable
{
    private const string Time = "20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [Theory]
    // What rsync prints of sizes that are too many, a name of a file that looks like a number of rsync's, and sums.
    [InlineData("Total file size: -4 bytes", "", "", 0)]
    [InlineData("Total file size: 99999999999999999999 bytes", "", "", 0)]
    [InlineData("Total file size: 999 d/file\\nTotal file size: 5 bytes", "", "", 5)]
    [InlineData("Total file size: 5 bytes", "9", "", 0)]
    [InlineData("Total file size: 9223372036854775807 bytes", "", "18446744073709551616", long.MaxValue)]
    [InlineData("Total file size: 5 bytes", "", "99999999999999999999999999999999999999999", long.MaxValue)]
    public void Sizes_of_any_number_are_recorded(string compared, string before, string now, long bytes) =>
        new SyncRecord(new ScriptOutput("copy", "mode=sync\nsourcePath=/a\nrootFingerprint=f\nsourceRsyncVersion=3\n"
            + "stagingRsyncVersion=3\nstartedAt=s\nfinishedAt=f\n"
            + $"compared={compared}\n"
            + "copied=Total transferred file size: 9223372036854775807\ncopied=Total transferred file size: 9223372036854775807\n"
            + (before.Length > 0 ? $"comparedBytes={before}\n" : "") + (now.Length > 0 ? $"copiedBytes={now}\n" : ""))).Describe()
            .Should().Match<SnapshotDefinition>(snapshot => snapshot.Bytes == bytes && snapshot.TransferredBytes == long.MaxValue);

    [Fact]
    public async Task Record_that_is_not_there_is_refused()
    {
        using var dataset = Dataset.Unmounted();

        var result = await dataset.RunAsync("read-record");

        (result.ExitCode, result.Stdout).Should().Be((1, "failure=record-missing\n"));
    }

    [StorageFact("rsync")]
    public async Task Record_of_a_first_sync_has_the_numbers_of_the_tree()
    {
        await _dataset.BashAsync(
            "cd source; mkdir -p d/e; head -c 1234567 /dev/zero > big; printf 12345 > d/a; ln d/a d/b; ln -s 123 d/link; mkfifo d/e/fifo; "
                + ": > 'empty'");

        // A resync of an empty dataset is a first sync, and reads nothing twice.
        await _dataset.SyncAsync(("DLPX_MODE", "resync"));
        var read = await _dataset.RunAsync("read-record");

        read.ExitCode.Should().Be(0);
        read.Stdout.Should().Be(await File.ReadAllTextAsync(_dataset.Combine("scratch", Dataset.Guid, "record")));
        _dataset.Record.Should().MatchRegex($"""
            ^mode=first
            sourcePath={_dataset.Source}
            files=6
            directories=2
            bytes=1234580
            transferredFiles=3
            transferredBytes=1234572
            deletedItems=0
            healedFiles=0
            healedBytes=0
            sourceRsyncVersion=[0-9.]+
            stagingRsyncVersion=[0-9.]+
            startedAt={Time}
            finishedAt={Time}
            rootFingerprint=[0-9a-f]+
            hasAbsoluteSymlinks=False
            $
            """);
    }

    [StorageFact("rsync")]
    public async Task Record_and_measurement_of_the_same_tree_agree()
    {
        await _dataset.BashAsync(
            "cd source; mkdir -p d/e; printf 12345 > d/a; ln d/a d/b; ln -s 123 d/link; mkfifo d/e/fifo; truncate -s 3M $'odd\\nname'");

        await _dataset.SyncAsync();
        var measured = await _dataset.RunAsync("size");

        _dataset.Record.Should().Contain($"\n{measured.Stdout[..^"complete=true\n".Length]}");
    }

    [StorageFact("rsync")]
    public async Task Record_counts_what_was_copied_and_not_what_rsync_saw_first()
    {
        await _dataset.BashAsync("printf 12345 > source/growing");
        // A file that grew after rsync had listed it is copied as it is then.
        _dataset.AddProgram("rsync", """
            #!/usr/bin/env bash
            rsync=$(type -aP rsync | tail -n 1)
            "$rsync" "$@" || exit
            [[ " $* " != *" --sparse "* ]] || printf 67890 >> "${@: -1}growing"
            """);

        await _dataset.SyncAsync();

        _dataset.Record.Should().Contain("\nbytes=10\n");
    }

    [StorageTheory("rsync")]
    // A file that becomes a folder, folders that become a file or a symlink, and a file that grows of which only an attribute had changed.
    [InlineData("echo 12345 > file", "rm file; mkdir -p file/d")]
    [InlineData("touch d", "rm -r d; echo 12345 > d")]
    [InlineData("touch d/e", "rm -r d/e; ln -s target d/e")]
    [InlineData("mkdir new", "rmdir new; echo 12345 > new")]
    [InlineData("chmod 600 file; chmod 644 file", "echo 12345 >> file")]
    public async Task Record_counts_what_became_of_another_kind_or_size_between_comparison_and_copy(string before, string between)
    {
        await _dataset.BashAsync("cd source; mkdir -p d/e; echo 1 > d/e/f; echo 1 > d/g; for i in {1..100}; do echo $i > $i; done");
        await _dataset.BashAsync("cd source; echo 1 > file; chmod 644 file");
        // What is touched in the second of a sync, or in the one before, counts as touched once more.
        await Dataset.UntilNextSecondAsync();
        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync();
        await _dataset.BashAsync($"cd source; {before}");
        _dataset.ChangeSourceBeforeCopy(between);

        await _dataset.SyncAsync();
        var measured = await _dataset.RunAsync("size");

        _dataset.Record.Should().Contain($"\n{measured.Stdout[..^"complete=true\n".Length]}");
    }

    [StorageFact("rsync")]
    public async Task Record_of_a_later_sync_has_what_it_changed()
    {
        await _dataset.BashAsync("cd source; mkdir d; printf 12345 > a; printf 1 > b; printf 1 > d/c");
        await _dataset.SyncAsync();
        await _dataset.BashAsync("cd source; rm -r d; printf 123456789 > a; chmod 600 b");

        await _dataset.SyncAsync();

        _dataset.Record.Should().Contain("mode=sync\n").And.Contain(
            "files=2\ndirectories=0\nbytes=10\ntransferredFiles=1\ntransferredBytes=9\ndeletedItems=2\n");
    }

    [StorageFact("rsync")]
    public async Task Record_keeps_a_source_path_of_several_lines_in_one()
    {
        _dataset.Source = _dataset.MakeFolder("source", "a\\n\nb=c");
        await File.WriteAllTextAsync(Path.Combine(_dataset.Source, "file"), "x");

        await _dataset.SyncAsync();

        _dataset.Record.Should().Contain($"sourcePath={_dataset.Source.Replace("\n", "\\n", StringComparison.Ordinal)}\n");
    }

    [StorageFact("rsync")]
    public async Task Record_is_for_nobody_else()
    {
        await File.WriteAllTextAsync(Path.Combine(_dataset.Source, "file"), "x");

        await _dataset.SyncAsync();

        (await _dataset.BashAsync("stat --format=%a scratch/*")).Should().Be("700\n");
    }
}
