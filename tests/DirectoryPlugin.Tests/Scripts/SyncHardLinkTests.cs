using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>The dataset's hard links are the source's after each sync, and no name has another name's content.</summary>
public sealed class SyncHardLinkTests : IDisposable
{
    // What changes, what is there before, and what is done.
    private static readonly (string What, string Before, string After)[] Cases =
    [
        ("one name deleted", "printf 1 > a; ln a b; ln a c", "rm b; printf more >> a"),
        ("a name that was a folder", "printf 1 > a; mkdir -p b/deep; printf 2 > b/deep/c", "rm -r b; ln a b"),
        ("new FIFOs where folders were", "mkdir a b c", "rmdir a b c; mkfifo a; ln a b; ln a c"),
        ("joined", "printf same > a; cp -p a b; printf c > c", "ln -f a b; ln -f a c"),
        ("split with new content", "printf same > a; ln a b", "rm b; printf else > b"),
        ("split with equal content, time and size", "printf same > a; ln a b", "cp -p a c; mv c b"),
        ("split with a change of the name that came first", "printf same > a; ln a b; ln a c", "cp -p a x; mv x a; printf changed > a"),
        ("regrouped", "printf 1 > a; printf 2 > b; ln a a2; ln b b2", "ln -f a x; ln -f b a; ln -f x b; rm x"),
        (
            "regrouped over directories",
            "mkdir -p d/e f; printf 1 > d/a; ln d/a d/e/b; ln d/a f/c; ln d/a top",
            "cp -p d/a n; ln -f n d/e/b; ln -f n f/c; rm n"),
        ("names that are replaced by other items", "printf 1 > a; ln a b; ln a c", "rm b c; mkdir b; ln -s a c; printf 2 > a"),
        ("swapped content", "printf one > a; printf two > b; ln a c; ln b d", "mv a x; mv b a; mv x b"),
        (
            "odd names",
            "printf 1 > $'new\\nline'; ln $'new\\nline' $'bad\\xff\\xe2'; ln $'new\\nline' ./-rf; ln $'new\\nline' ' x ]@* '; ln "
                + "$'new\\nline' '@'",
            "cp -p -- -rf x; ln -f -- x -rf; ln -f x $'bad\\xff\\xe2'; ln -f x @; rm x"),
        ("joined, of equal size and time", "printf AAAA > a; printf BBBB > b; touch -d '2020-01-01 UTC' a b", "ln -f b a"),
        (
            "split by a folder of another name, whose items have old change times",
            "printf AAAA > a; mkdir data; ln a data/b; cp -rp data backup; printf 1 > c",
            "mv data old; mv backup data; rm -r old; printf BBBBBB > a"),
        ("symlinks and FIFOs", "ln -s t l; ln l l2; mkfifo p; ln p p2", "cp -a l x; mv x l2; rm p2; mkfifo p2; touch -r p p2"),
    ];

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    // Each case has a folder of its own in one tree. Those of the first tree take no names apart.
    [StorageTheory("rsync")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sync_follows_hard_links_that_change(int tree)
    {
        var cases = Cases.Chunk(4).ElementAt(tree);
        await ChangeSourceAsync(string.Join('\n', cases.Select(it => $"mkdir '{it.What}' && (cd '{it.What}'; {it.Before})")));
        await _dataset.SyncAsync();
        await ShouldBeEqualAsync("the first copy is exact");

        await ChangeSourceAsync(string.Join('\n', cases.Select(it => $"(cd '{it.What}'; {it.After})")));
        await _dataset.SyncAsync();

        await ShouldBeEqualAsync("each folder is as its name says");
        await _dataset.SyncAsync();
        _dataset.Record.Should().Contain("transferredFiles=0\n", "all have converged");
    }

    // rsync takes the name in the root for the first one, to which it links one of the others anew.
    [StorageTheory("rsync")]
    [InlineData("sync")]
    [InlineData("resync")]
    public async Task Name_that_joins_a_file_is_linked_to_all_its_names_also_where_it_is_not_known_what_was_touched(string mode)
    {
        await ChangeSourceAsync("mkdir d; printf same > d/a; ln d/a d/b; printf else > e");
        await _dataset.SyncAsync();
        await ChangeSourceAsync("ln -f d/a e");
        await _dataset.BashAsync("rm scratch/*/synced");

        await _dataset.SyncAsync(("DLPX_MODE", mode));

        await ShouldBeEqualAsync("all three are one file");
    }

    [StorageTheory("rsync")]
    [InlineData("mawk")]
    [InlineData("gawk")]
    public async Task Sync_chooses_the_same_with_each_awk(string awk)
    {
        _dataset.AddProgram("awk", $"#!/usr/bin/env bash\nexec {awk} \"$@\"\n");
        await ChangeSourceAsync(
            "printf 1 > $'new\\nline'; ln $'new\\nline' $'bad\\xff\\\\\\\\'; ln $'new\\nline' '\\#012'; printf 2 > 'a  b'; mkdir -p 'gone "
                + "/x'; touch 'gone /x/y'");
        await _dataset.SyncAsync();
        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync();

        await ChangeSourceAsync(
            "cp -p '\\#012' x; mv x '\\#012'; printf 3 >> $'bad\\xff\\\\\\\\'; printf 4 > 'a  b'; rm -r 'gone /x'; printf new > "
                + "$'\\001\\t'");
        await _dataset.SyncAsync();

        await ShouldBeEqualAsync(awk);
    }

    [StorageFact("rsync")]
    public async Task Sync_keeps_the_group_of_names_that_leave_another_one_together()
    {
        await ChangeSourceAsync("head -c 100000 /dev/urandom > a; for i in $(seq 50); do ln a n$i; done");
        await _dataset.SyncAsync();

        await ChangeSourceAsync("cp -p a x; for i in $(seq 2 2 50); do ln -f x n$i; done; rm x");
        await _dataset.SyncAsync();

        await ShouldBeEqualAsync("half of the names are another file");
    }

    [StorageFact("rsync")]
    public async Task Names_that_become_one_file_under_a_new_name_that_comes_first_have_its_content()
    {
        await ChangeSourceAsync("printf AAAA > b; printf BBBB > c; touch -d '2020-01-01 UTC' b c");
        await _dataset.SyncAsync();

        await ChangeSourceAsync("ln -f c b; ln c a");
        await _dataset.SyncAsync();

        await ShouldBeEqualAsync("size and time do not tell which content is the right one");
    }

    [StorageFact("rsync")]
    public async Task Name_that_is_excluded_from_now_on_does_not_join_what_the_source_has_split()
    {
        await ChangeSourceAsync("printf same > a; ln a b.tmp; ln a c");
        await _dataset.SyncAsync();

        await ChangeSourceAsync("cp -p a x; mv x a");
        var copied = await Shell.RunScriptAsync("copy", await _dataset.PlanAsync(Dataset.Excluding("*.tmp")));

        copied.Stdout.Should().NotContain("\nlinks=", "one copy is enough: {0}", copied.Stderr);
        (await TreeText.LinksOfAsync(_dataset.Mount)).Should().BeEmpty();
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("a", "c");
    }

    // The worst that a race can leave: a name with the content of another, with its own size and time, in a group that the source does not
    // have.
    [StorageFact("rsync")]
    public async Task Sync_repairs_a_name_that_has_the_content_of_another_behind_its_own_size_and_time()
    {
        await ChangeSourceAsync("printf aaaa > a; printf bbbb > b; touch -d '2020-01-01 UTC' a b");
        await _dataset.BashAsync("cp -p source/a mount/a; ln mount/a mount/b");

        await _dataset.SyncAsync();

        await ShouldBeEqualAsync("what two names share is not trusted");
    }

    [StorageFact("rsync")]
    public async Task Links_that_the_source_splits_while_it_is_copied_are_split_by_the_same_sync()
    {
        await ChangeSourceAsync("printf aaaa > a; ln a b; printf new > c");
        _dataset.AddProgram("remote/rsync", """
            #!/usr/bin/env bash
            PATH=$REAL_PATH rsync "$@" || exit
            [[ $1 == --version || -e $MARK ]] || { cd "$SOURCE"; : >"$MARK"; printf bbbb >b2; touch -r b b2; mv b2 b; }
            """);

        await _dataset.SyncAsync(Dataset.RealPath, ("MARK", _dataset.Combine("mark")), ("SOURCE", _dataset.Source));

        File.Exists(_dataset.Combine("mark")).Should().BeTrue();
        await ShouldBeEqualAsync("the groups are compared again after a copy");
    }

    [StorageFact("rsync")]
    public async Task Source_whose_stat_cannot_tell_groups_is_copied_all_the_same()
    {
        await ChangeSourceAsync("printf same > a; ln a b");
        await _dataset.SyncAsync();
        await ChangeSourceAsync("rm b; printf else > b");
        _dataset.AddProgram("remote/xargs", "#!/usr/bin/env bash\nexit 127\n");

        await _dataset.SyncAsync();

        await ShouldBeEqualAsync("without writing in place, rsync itself splits them");
    }

    [StorageFact("rsync")]
    public async Task Groups_that_cannot_be_compared_are_reported_by_each_sync()
    {
        await ChangeSourceAsync("printf same > a; ln a b; ln a c");
        await _dataset.SyncAsync();
        await ChangeSourceAsync("cp -p a x; mv x b");
        _dataset.AddProgram("remote/xargs", "#!/usr/bin/env bash\nexit 127\n");
        // The source is never touched again.
        _dataset.AddProgram("remote/find", "#!/usr/bin/env bash\n");

        foreach (var _ in (string[])["first", "second"])
        {
            await _dataset.SyncAsync();

            _dataset.Record.Should().Contain("\nwarning=Hard links that the source has split may not be split here: ");
        }
    }

    [RootFact]
    public async Task One_percent_of_changed_blocks_takes_little_more_than_its_size_of_copy_on_write_storage()
    {
        const int Size = 64 << 20;
        await _dataset.BashAsync("""
            umount mount; truncate -s 512M image; mkfs.btrfs -q -m single image; mkdir real; mount -o loop,noatime image real; btrfs -q subvolume create real/data; mount --bind real/data mount
            head -c "$1" /dev/urandom > source/big; ln source/big source/other
            """, $"{Size}");
        try
        {
            await _dataset.SyncAsync();
            await _dataset.BashAsync("""
                btrfs -q subvolume snapshot -r real/data real/snapshot; sync -f real
                for block in $(shuf -i 0-16383 -n 163); do printf '%4096s' "$RANDOM" | dd of=source/big bs=4096 seek="$block" conv=notrunc status=none; done
                """);
            var before = await DataAsync();

            await _dataset.SyncAsync();

            await ShouldBeEqualAsync("a file that was changed in place is that of the source");
            (await DataAsync() - before).Should().BeLessThan(Size * 15 / 1000);
        }
        finally
        {
            await _dataset.BashAsync("umount mount; umount real");
        }
    }

    private async Task<long> DataAsync() =>
        long.Parse(
            await _dataset.BashAsync("sync -f real; btrfs filesystem df --raw real | sed -n 's/^Data.*used=//p'"),
            System.Globalization.CultureInfo.InvariantCulture);

    private Task<string> ChangeSourceAsync(string bash) => Shell.BashAsync($"umask 022; cd -- \"$1\"; {bash}", _dataset.Source);

    private async Task ShouldBeEqualAsync(string because)
    {
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source), because);
        (await TreeText.LinksOfAsync(_dataset.Mount)).Should().Be(await TreeText.LinksOfAsync(_dataset.Source), because);
    }
}
