using System.Text;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class SyncCopyTests : IDisposable
{
    private const string Tree = """
        mkdir -p dir/deep 'odd "name"' sticky
        printf one > dir/one; printf two > dir/deep/two; : > empty
        printf x > 'odd "name"/ $(touch pwned) `touch pwned` '$'\n'; printf x > $'not-utf8-\xff'; printf x > -rf; printf x > '*'
        ln dir/one dir/deep/same; ln -s one dir/relative; ln -s /absolute/missing dangling; ln -s $'new\nline' 'dir/odd link'
        mkfifo fifo
        truncate -s 1M sparse
        chmod 4751 dir/one; chmod 440 dir/deep/two; chmod 1777 sticky; chmod 2750 dir
        touch -h -d '2001-02-03 04:05:06.123456789 UTC' dir/relative dangling
        touch -d '1999-12-31 23:59:59.987654321 UTC' dir/one empty fifo
        touch -d '2038-01-20 00:00:00.000000001 UTC' dir/deep dir .
        """;

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageFact("rsync")]
    public async Task Sync_copies_every_kind_of_item_faithfully()
    {
        await ChangeSourceAsync(Tree);

        await _dataset.SyncAsync();

        await ShouldBeEqualAsync();
        await _dataset.BashAsync("""[ mount/dir/one -ef mount/dir/deep/same ]; [ ! -e pwned ] && [ ! -e source/pwned ]""");
    }

    [StorageFact("rsync")]
    public async Task Sync_by_hand_does_the_same()
    {
        await ChangeSourceAsync(Tree);

        var result = await Shell.RunByHandAsync("copy", await _dataset.PlanAsync());

        result.ExitCode.Should().Be(0, result.Stderr);
        await ShouldBeEqualAsync();
    }

    [StorageFact("rsync")]
    public async Task Sync_follows_every_change_and_deletes_what_is_gone()
    {
        await ChangeSourceAsync(Tree);
        await _dataset.SyncAsync();

        await ChangeSourceAsync("""
            rm -r sticky dangling $'not-utf8-\xff'; rm empty; mkdir empty; printf now > empty/inner
            printf longer > dir/one; chmod 600 dir/one; ln -sfn two dir/relative; rm fifo; printf file > fifo; mv -- -rf --delete
            """);
        await _dataset.SyncAsync();

        await ShouldBeEqualAsync();
    }

    [StorageFact("rsync")]
    public async Task Sync_of_an_unchanged_tree_transfers_nothing()
    {
        await ChangeSourceAsync(Tree);
        await _dataset.SyncAsync();

        await _dataset.SyncAsync();

        _dataset.Record.Should().Contain("mode=sync\n").And.Contain("transferredFiles=0\n").And.Contain("deletedItems=0\n");
    }

    [RootFact]
    public async Task Sync_reads_acls_and_attributes_only_when_something_was_touched()
    {
        await ChangeSourceAsync("printf x > file; touch -d '2020-01-01 UTC' file");
        _dataset.AddProgram(
            "remote/rsync",
            "#!/usr/bin/env bash\n[[ $1 == --version ]] || printf '%s\\n' \"$*\" >>\"$LOG\"\nPATH=$REAL_PATH exec rsync \"$@\"\n");
        (string, string)[] fake = [("LOG", _dataset.Combine("log")), Dataset.RealPath];
        await _dataset.SyncAsync(fake);
        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync(fake);
        await _dataset.BashAsync(": > log");

        await _dataset.SyncAsync(fake);
        var untouched = await File.ReadAllTextAsync(_dataset.Combine("log"));
        ExtendedAttribute.Set(Path.Combine(_dataset.Source, "file"), "user.note", "x"u8.ToArray());
        await _dataset.SyncAsync(fake);
        var touched = await File.ReadAllTextAsync(_dataset.Combine("log"));

        untouched.Should().MatchRegex("^--server --sender -[^X .]*\\.[^\n]*\n$");
        touched.Should().MatchRegex("\n--server --sender -[^ .]*AX[^\n]*\n$");
        ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "file"), "user.note").Should().Equal("x"u8.ToArray());
    }

    // What lies in the folders keeps its change times.
    [RootTheory("rsync")]
    [InlineData("mv app old; mv next app")]
    [InlineData("mv app old; mv next app; touch app/more")]
    [InlineData("mv in/app in/old; mv in/next in/app")]
    [InlineData("mount --bind next app")]
    public async Task Sync_reads_acls_and_attributes_again_in_folders_that_came_in_the_place_of_others(string exchange)
    {
        await ChangeSourceAsync("mkdir -p in {,in/}{app,next}/sub other; touch -d '2020-01-01 UTC' {,in/}{app,next}/sub/file");
        foreach (var name in (string[])["app", "next"])
        {
            foreach (var folder in (string[])["", "in"])
                ExtendedAttribute.Set(
                    Path.Combine(_dataset.Source, folder, name, "sub", "file"), "user.note", Encoding.UTF8.GetBytes(name));
        }

        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync();
        await Dataset.UntilNextSecondAsync();
        await ChangeSourceAsync(exchange);

        await _dataset.SyncAsync();

        var expected = ((string[])["app/sub/file", "in/app/sub/file"])
            .Select(file => ExtendedAttribute.Find(Path.Combine(_dataset.Source, file), "user.note")).ToList();
        await _dataset.BashAsync("! mountpoint -q source/app || umount source/app");
        ((string[])["app/sub/file", "in/app/sub/file"])
            .Select(file => ExtendedAttribute.Find(Path.Combine(_dataset.Mount, file), "user.note")).Should().BeEquivalentTo(expected);
    }

    [RootFact]
    public async Task Sync_reads_attributes_again_when_another_user_reads_them()
    {
        await ChangeSourceAsync("printf x > file");
        ExtendedAttribute.Set(Path.Combine(_dataset.Source, "file"), "user.note", "x"u8.ToArray());
        // The source is never touched.
        _dataset.AddProgram("remote/find", "#!/usr/bin/env bash\n/usr/bin/find \"$@\" | sed -z '/^t /d'\n");
        _dataset.AddProgram("remote/id", "#!/usr/bin/env bash\necho 1000\n");
        await _dataset.SyncAsync();
        ExtendedAttribute.Set(Path.Combine(_dataset.Mount, "file"), "user.note", "not read"u8.ToArray());
        _dataset.AddProgram("remote/id", "#!/usr/bin/env bash\necho 0\n");

        await _dataset.SyncAsync();

        ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "file"), "user.note").Should().Equal("x"u8.ToArray());
    }

    [RootFact]
    public async Task Sync_reads_attributes_again_when_the_clock_of_the_source_was_set_back()
    {
        await ChangeSourceAsync("printf x > file");
        // It was an hour further ahead at the first sync, was set back then, and has come to tell the same time again.
        _dataset.AddProgram("remote/date", "#!/usr/bin/env bash\necho $(($(PATH=/usr/bin:/bin date +%s) + 4000))\n");
        await _dataset.SyncAsync();
        ExtendedAttribute.Set(Path.Combine(_dataset.Source, "file"), "user.note", "x"u8.ToArray());
        await _dataset.BashAsync(
            "cd scratch/*/ && read -r clock start view < synced && echo \"$((clock - 1)) $((start + 3600)) $view\" > synced");

        await _dataset.SyncAsync();

        ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "file"), "user.note").Should().Equal("x"u8.ToArray());
    }

    [StorageTheory("rsync")]
    [InlineData("chmod 600 mount/file")]
    [InlineData("rm mount/file")]
    [InlineData("touch mount/more")]
    [InlineData("touch mount/file")]
    [InlineData("ln mount/file mount/more")]
    public async Task Sync_repairs_what_was_done_to_the_dataset_while_the_source_was_untouched(string damage)
    {
        await ChangeSourceAsync("printf x > file; touch -d '2020-01-01 UTC' file .");
        await _dataset.SyncAsync();
        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync();
        await _dataset.BashAsync(damage);

        await _dataset.SyncAsync();

        await ShouldBeEqualAsync();
    }

    [StorageFact("rsync")]
    public async Task Sync_finds_an_edit_of_the_same_size_within_the_same_second()
    {
        await ChangeSourceAsync("printf aaa > file; touch -d '2020-01-01 00:00:00.1 UTC' file");
        await _dataset.SyncAsync();

        await ChangeSourceAsync("printf bbb > file; touch -d '2020-01-01 00:00:00.2 UTC' file");
        await _dataset.SyncAsync();

        await ShouldBeEqualAsync();
    }

    [StorageFact("rsync")]
    public async Task Resync_finds_damage_of_equal_size_and_time_which_a_sync_does_not()
    {
        await ChangeSourceAsync("printf good > file; touch -d '2020-01-01 00:00:00.5 UTC' file");
        await _dataset.SyncAsync();
        await _dataset.BashAsync("printf evil > mount/file; touch -r source/file mount/file");

        await _dataset.SyncAsync();
        (await File.ReadAllTextAsync(Path.Combine(_dataset.Mount, "file"))).Should().Be("evil");
        await _dataset.SyncAsync(("DLPX_MODE", "resync"));

        await ShouldBeEqualAsync();
        _dataset.Record.Should().Contain("mode=resync\n").And.Contain("transferredFiles=1\n").And.Contain("healedFiles=1\nhealedBytes=4\n");
    }

    [StorageFact("rsync")]
    public async Task Holes_of_a_file_that_was_moved_into_the_source_are_kept()
    {
        await ChangeSourceAsync("mkdir ../elsewhere; truncate -s 32M ../elsewhere/holes; printf x > file");
        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync();

        await ChangeSourceAsync("mv ../elsewhere moved; printf y > file");
        await _dataset.SyncAsync();

        await ShouldBeEqualAsync();
        (await _dataset.BashAsync("stat -c %b mount/moved/holes")).Should().Be("0\n");
    }

    [StorageFact("rsync")]
    public async Task Name_that_looks_like_a_message_of_rsync_is_none()
    {
        await ChangeSourceAsync("touch \"$1\" \"$2\"", "x] Number of regular files transferred: none", "x] Total file size: 5 bytes");

        await _dataset.SyncAsync();

        await ShouldBeEqualAsync();
        _dataset.Record.Should().Contain("transferredFiles=2\n");
    }

    [RootTheory("rsync")]
    [InlineData("sync", true)]
    [InlineData("sync", false)]
    [InlineData("resync", true)]
    public async Task Attributes_of_the_source_directory_itself_are_copied_where_nothing_else_has_changed(string mode, bool isKnown)
    {
        await _dataset.BashAsync("echo x > source/a");
        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync();
        await Dataset.UntilNextSecondAsync();
        ExtendedAttribute.Set(_dataset.Source, "user.x", [1]);
        if (!isKnown)
            await _dataset.BashAsync("rm scratch/*/synced");

        await _dataset.SyncAsync(("DLPX_MODE", mode));

        ExtendedAttribute.Find(_dataset.Mount, "user.x").Should().Equal(1);
    }

    [StorageFact("rsync")]
    public async Task Resync_repairs_attributes_that_were_changed_in_the_dataset()
    {
        await ChangeSourceAsync("printf x > file; mkdir folder; touch other");
        ExtendedAttribute.Set(Path.Combine(_dataset.Source, "file"), "user.note", "right"u8.ToArray());
        // From then on, nothing at the source was touched since the last sync.
        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync();
        ExtendedAttribute.Set(Path.Combine(_dataset.Mount, "file"), "user.note", "wrong"u8.ToArray());
        ExtendedAttribute.Set(Path.Combine(_dataset.Mount, "folder"), "user.note", "too many"u8.ToArray());

        await _dataset.SyncAsync(("DLPX_MODE", "resync"));

        ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "file"), "user.note").Should().Equal("right"u8.ToArray());
        ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "folder"), "user.note").Should().BeNull();
        await ShouldBeEqualAsync();
    }

    [StorageFact("rsync", "python3")]
    public async Task Resync_repairs_attributes_that_were_changed_in_the_dataset_while_the_last_sync_ran()
    {
        await ChangeSourceAsync("touch file");
        await Dataset.UntilNextSecondAsync();
        // What brings all to the disk runs when all is copied.
        _dataset.AddProgram(
            "sync",
            $"#!/usr/bin/env bash\nPATH=${{PATH#*:}}\npython3 -c 'import os; os.setxattr(\"{_dataset.Mount}/file\", \"user.note\", "
                + $"b\"wrong\")'; exec sync \"$@\"\n");
        await _dataset.SyncAsync();
        File.Delete(_dataset.Combine("bin", "sync"));
        ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "file"), "user.note").Should().NotBeNull();

        await _dataset.SyncAsync(("DLPX_MODE", "resync"));

        ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "file"), "user.note").Should().BeNull();
    }

    [RootFact("rsync", "mkfs.ext2")]
    public async Task Attribute_that_was_changed_in_the_second_of_the_last_sync_is_copied_where_times_are_whole_seconds()
    {
        await _dataset.BashAsync("truncate -s 4M disk; mkfs.ext2 -q -I 128 disk; mount -o loop disk source; touch source/file");
        try
        {
            await Dataset.UntilNextSecondAsync();
            await _dataset.SyncAsync();
            ExtendedAttribute.Set(Path.Combine(_dataset.Source, "file"), "user.note", "new"u8.ToArray());
            // As if that sync had begun in the same second.
            await _dataset.BashAsync("sed -i \"s/^[0-9]*/$(stat -c %Z source/file)/\" \"scratch/$1/synced\"", Dataset.Guid);

            await _dataset.SyncAsync();

            ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "file"), "user.note").Should().Equal("new"u8.ToArray());
        }
        finally
        {
            await _dataset.BashAsync("umount source");
        }
    }

    [StorageFact("rsync")]
    public async Task Resync_counts_what_the_source_changed_as_transferred_and_not_as_healed()
    {
        await ChangeSourceAsync("printf good > file; printf old > other; touch -d '2020-01-01 00:00:00.5 UTC' file");
        await _dataset.SyncAsync();
        await _dataset.BashAsync("printf evil > mount/file; touch -r source/file mount/file; printf changed > source/other");

        await _dataset.SyncAsync(("DLPX_MODE", "resync"));

        await ShouldBeEqualAsync();
        _dataset.Record.Should().Contain("transferredFiles=2\ntransferredBytes=11\n").And.Contain("healedFiles=1\nhealedBytes=4\n");
    }

    [StorageFact("rsync")]
    public async Task Resync_of_an_undamaged_tree_heals_nothing()
    {
        await ChangeSourceAsync(Tree);
        await _dataset.SyncAsync();

        await _dataset.SyncAsync(("DLPX_MODE", "resync"));

        _dataset.Record.Should().Contain("mode=resync\n").And.Contain("transferredFiles=0\n").And.Contain("healedFiles=0\nhealedBytes=0\n");
    }

    [StorageTheory("rsync")]
    [InlineData(" blanks  and ' quotes \" ")]
    [InlineData("$(touch pwned) `touch pwned` ${x} \\n")]
    [InlineData("new\nline\n")]
    [InlineData("-dash*?[a]")]
    [InlineData("host:colon ~ # % ünï")]
    [InlineData("slash at the end/")]
    public async Task Sync_takes_a_source_path_with_any_characters(string name)
    {
        _dataset.Source = _dataset.Combine("source", name);
        Directory.CreateDirectory(_dataset.Source);
        await File.WriteAllTextAsync(Path.Combine(_dataset.Source, "file"), "x");

        await _dataset.SyncAsync();

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
        (await TreeText.NamesAsync(_dataset.Root)).Should().NotContain(path => path.Contains("pwned") && !path.Contains("touch"));
    }

    [StorageTheory("rsync")]
    [InlineData("[a]")]
    [InlineData("*")]
    [InlineData("a?")]
    [InlineData(@"b\*")]
    public async Task Source_path_that_looks_like_a_pattern_is_that_directory_and_no_other(string name)
    {
        await ChangeSourceAsync("mkdir a ab 'b*' \"$1\"; touch {a,ab,'b*'}/wrong \"$1/right\"", name);
        _dataset.Source = _dataset.Combine("source", name);

        await _dataset.SyncAsync();

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("right");
    }

    [StorageFact("rsync")]
    public async Task Sync_of_a_source_path_that_is_a_symlink_copies_the_directory()
    {
        await ChangeSourceAsync("printf x > file; ln -s source ../link");
        _dataset.Source = _dataset.Combine("link");

        await _dataset.SyncAsync();

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }

    [StorageFact("rsync")]
    public async Task Sync_passes_address_user_and_key_to_ssh_as_they_are()
    {
        await ChangeSourceAsync("printf x > file");
        _dataset.AddProgram("ssh", """
            #!/usr/bin/env bash
            printf '%s\n' "$@" >>"${BASH_SOURCE[0]%/*}/arguments"
            while [[ $1 != -- ]]; do shift; done
            shift 2
            unset SSH_CONNECTION
            exec bash -c "$*"
            """);

        await _dataset.SyncAsync(
            ("DLPX_SOURCE_ADDRESS", "-oProxyCommand=touch pwned"), ("DLPX_SOURCE_USER", "al ice"), ("DLPX_SSH_PORT", "2222"),
            ("DLPX_IDENTITY_FILE", "/keys/my key"), ("DLPX_ACCEPT_NEW_HOST_KEY", "true"));

        var arguments = await File.ReadAllTextAsync(_dataset.Combine("bin", "arguments"));
        arguments.Should().Contain(
            "\n-oStrictHostKeyChecking=accept-new\n-p\n2222\n-l\nal ice\n-oIdentitiesOnly=yes\n-i\n/keys/my key\n--\n-oProxyCommand=touch "
                + "pwned\n");
        arguments.Should().Contain($"UserKnownHostsFile=\"{_dataset.Scratch}/known_hosts\" ").And.Contain("BatchMode=yes");
        arguments.Split('\n').Count(line => line == "--").Should().Be(4, "once to ask, twice to estimate, once to copy");
    }

    [StorageFact("rsync")]
    public async Task Sync_never_trusts_an_unknown_host_by_itself()
    {
        await ChangeSourceAsync("printf x > file");
        _dataset.AddProgram("ssh", "#!/usr/bin/env bash\nprintf '%s\\n' \"$@\" >&2\nexit 255\n");

        var result = await _dataset.TrySyncAsync();

        result.Stderr.Should().Contain("\n-oStrictHostKeyChecking=yes\n").And.NotContain("-i\n").And.NotContain("IdentitiesOnly");
    }

    private Task<string> ChangeSourceAsync(string bash, params string[] arguments) =>
        Shell.BashAsync($"umask 022; cd -- \"$1\"; shift; {bash}", [_dataset.Source, .. arguments]);

    private async Task ShouldBeEqualAsync() =>
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
}
