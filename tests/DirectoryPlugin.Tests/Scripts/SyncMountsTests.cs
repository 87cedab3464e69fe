using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>A source in which other file systems are mounted: when one is unmounted, all that it held seems to be deleted.</summary>
public sealed class SyncMountsTests : IDisposable
{
    private const string Warning = "Nothing is mounted any more in {0} of the source: what was there was deleted from the dataset.";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose()
    {
        const string Unmount = "findmnt -rno TARGET | tac | while read -r mount; do printf -v mount %b \"$mount\"; "
            + "[[ $mount != \"$1\"/* ]] || umount -- \"$mount\"; done";
        Shell.BashAsync(Unmount, _dataset.Combine("source")).GetAwaiter().GetResult();
        _dataset.Dispose();
    }

    [RootFact("rsync", "findmnt")]
    public async Task Disk_of_the_source_that_is_not_mounted_any_more_does_not_take_most_of_the_dataset_with_it()
    {
        await _dataset.BashAsync("mkdir source/d; touch source/own; mount -t tmpfs tmpfs source/d; touch source/d/{1..9}");
        await _dataset.SyncAsync();
        var before = await TreeText.OfAsync(_dataset.Mount);
        await _dataset.BashAsync("umount source/d");

        // However often it is tried.
        foreach (var mode in (string[])["sync", "resync", "sync"])
        {
            var result = await _dataset.TrySyncAsync(("DLPX_MODE", mode));
            (result.Failure, result.Message).Should().Be((
                "source-unmounted",
                $"Nothing is mounted any more at source.example in d, from where {_dataset.Source} had items: the sync would delete 9 "
                    + $"items, most of the dataset."));
            (await TreeText.OfAsync(_dataset.Mount)).Should().Be(before);
        }

        await _dataset.SyncAsync(("DLPX_ALLOW_EMPTY_SOURCE", "true"));
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
        _dataset.Record.Should().EndWith($"warning={Warning.Replace("{0}", "d", StringComparison.Ordinal)}\n");
        await _dataset.SyncAsync();
        _dataset.Record.Should().NotContain("warning=");
    }

    [RootFact("rsync", "findmnt")]
    public async Task Disk_that_the_source_is_on_does_not_take_most_of_the_dataset_with_it_where_programs_write_below_its_mount_point()
    {
        _dataset.Source = _dataset.Combine("source", "d", "files");
        await _dataset.BashAsync("mkdir source/d; mount -t tmpfs tmpfs source/d; mkdir source/d/files; touch source/d/files/{1..9}");
        await _dataset.SyncAsync();
        var before = await TreeText.OfAsync(_dataset.Mount);
        await _dataset.BashAsync("umount source/d; mkdir source/d/files; touch source/d/files/{log,pid,lock}");

        var result = await _dataset.TrySyncAsync();

        (result.Failure, result.Message).Should().Be((
            "source-unmounted",
            $"Nothing is mounted any more at source.example in {_dataset.Combine("source", "d")}, from where {_dataset.Source} had items: "
            + "the sync would delete 9 items, most of the dataset."));
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(before);
        await _dataset.SyncAsync(("DLPX_ALLOW_EMPTY_SOURCE", "true"));
        // What is mounted over the source hides nothing that is remembered.
        await _dataset.BashAsync("mount -t tmpfs tmpfs source/d; mkdir source/d/files; touch source/d/files/{a,b}");
        await _dataset.SyncAsync();
        _dataset.Record.Should().NotContain("warning=");
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("a", "b");
    }

    // A host with many containers has thousands of mounts.
    [RootFact("rsync", "findmnt")]
    public async Task Mounts_elsewhere_on_the_source_host_do_not_hide_those_of_the_source()
    {
        await _dataset.BashAsync("mkdir source/d; touch source/own; mount -t tmpfs tmpfs source/d; touch source/d/{1..9}");
        _dataset.AddProgram("remote/awk", """
            #!/bin/bash
            [[ ${!#} == /proc/self/mountinfo ]] || PATH=$REAL_PATH exec awk "$@"
            PATH=$REAL_PATH
            { for ((i = 0; i < 1000; i++)); do printf '1 1 0:1 / /run/containers/%0100d/rootfs rw - x x x\n' "$i"; done; cat "${!#}"; } | awk "${@:1:$#-1}"
            """);
        await _dataset.SyncAsync(Dataset.RealPath);
        await _dataset.BashAsync("umount source/d");

        (await _dataset.TrySyncAsync(Dataset.RealPath)).Failure.Should().Be("source-unmounted");
    }

    [RootTheory("rsync", "findmnt")]
    [InlineData("a\nb")]
    [InlineData("a\tb\\c")]
    public async Task Sync_that_stays_on_one_file_system_does_so_for_a_source_path_of_any_name(string name)
    {
        await _dataset.BashAsync(
            "mkdir -p \"source/$1/d\"; touch \"source/$1/own\"; mount -t tmpfs tmpfs \"source/$1/d\"; touch \"source/$1/d/x\"", name);
        _dataset.Source = _dataset.Combine("source", name);

        await _dataset.SyncAsync(("DLPX_ONE_FILE_SYSTEM", "true"));

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("d", "own");
    }

    [RootTheory("rsync", "findmnt")]
    [InlineData("d")]
    [InlineData("a disk")]
    [InlineData("deep/in\\there")]
    public async Task Small_disk_that_is_not_mounted_any_more_is_warned_of_once(string folder)
    {
        await _dataset.BashAsync(
            "mkdir -p \"source/$1\"; touch source/{1..9}; mount -t tmpfs tmpfs \"source/$1\"; touch \"source/$1/x\"", folder);
        await _dataset.SyncAsync();
        await _dataset.SyncAsync();
        _dataset.Record.Should().NotContain("warning=");
        await _dataset.BashAsync("umount \"source/$1\"", folder);

        await _dataset.SyncAsync();
        _dataset.Record.Should().Contain("warning=Nothing is mounted any more in ");
        await _dataset.SyncAsync();

        _dataset.Record.Should().NotContain("warning=");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [RootFact("rsync", "findmnt")]
    public async Task Sync_that_stays_on_one_file_system_copies_the_folders_of_others_empty()
    {
        (string, string) oneFileSystem = ("DLPX_ONE_FILE_SYSTEM", "true");
        await _dataset.BashAsync(
            "mkdir -p source/d source/e/f; touch source/own; mount -t tmpfs tmpfs source/d; mount -t tmpfs tmpfs source/e/f; touch "
                + "source/d/{1..9} source/e/f/x");
        await _dataset.SyncAsync(oneFileSystem);
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("d", "e", "e/f", "own");
        await _dataset.BashAsync("touch source/d/1 source/own2; mkdir source/d/g");
        await _dataset.SyncAsync(oneFileSystem);
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("d", "e", "e/f", "own", "own2");
        await _dataset.BashAsync("umount source/d");

        await _dataset.SyncAsync(oneFileSystem);

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("d", "e", "e/f", "own", "own2");
        _dataset.Record.Should().NotContain("warning=");
    }

    [RootFact("rsync", "findmnt")]
    public async Task Disk_that_is_left_out_from_now_on_is_deleted_from_the_dataset()
    {
        await _dataset.BashAsync("mkdir source/d; touch source/own; mount -t tmpfs tmpfs source/d; touch source/d/{1..9}");
        await _dataset.SyncAsync();

        await _dataset.SyncAsync(("DLPX_ONE_FILE_SYSTEM", "true"));

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("d", "own");
    }
}
