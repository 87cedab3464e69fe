using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>What stays, and what the next sync makes of it, when a sync does not end well.</summary>
public sealed class SyncInterruptionTests : IDisposable
{
    // Copies all, then tells that files vanished: the first time, or every time.
    private const string VanishOnce =
        "#!/usr/bin/env bash\nPATH=$REAL_PATH rsync \"$@\" || exit\n[[ -e $MARK ]] || { : >\"$MARK\"; exit 24; }\n";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageFact("rsync")]
    public async Task Vanished_files_are_settled_by_a_second_pass_and_the_record_counts_both()
    {
        await _dataset.BashAsync("cd source; printf 12345 > a; printf 678 > b; mkdir d; echo old > ../mount/gone; touch ../mount/gone2");
        _dataset.AddProgram("remote/rsync", VanishOnce);

        await _dataset.SyncAsync(Fake);

        _dataset.Record.Should().Contain("files=2\ndirectories=1\nbytes=8\ntransferredFiles=2\ntransferredBytes=8\ndeletedItems=2\n")
            .And.NotContain("warning=");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    // Such as "bash: warning: setlocale: LC_ALL: cannot change locale".
    [StorageFact("rsync")]
    public async Task Warnings_of_login_files_do_not_make_an_error_of_a_file_that_vanishes_before_it_is_copied()
    {
        await _dataset.BashAsync("touch source/{a,b} mount/old");
        _dataset.AddProgram(
            "ssh",
            "#!/usr/bin/env bash\necho 'bash: warning: setlocale' >&2\nuntil [[ $1 == -- ]]; do shift; done; unset "
                + "SSH_CONNECTION\nPATH=${BASH_SOURCE[0]%/*}/remote:$PATH exec bash -c \"${*:3}\"\n");
        _dataset.AddProgram(
            "remote/rsync",
            "#!/usr/bin/env bash\n"
                + $"[[ $1 == --version ]] || {{ [[ ! -e $MARK ]] || rm -f {_dataset.Combine("source", "b")}; : >\"$MARK\"; }}\n"
                + "PATH=$REAL_PATH exec rsync \"$@\"\n");

        await _dataset.SyncAsync(Fake);

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("a");
    }

    // As rsync says it when that happens between two looks at a file.
    [StorageTheory("rsync")]
    [InlineData("sync", "n", "get_acl: sys_acl_get_file(./b, ACL_TYPE_ACCESS): No such file or directory (2)")]
    [InlineData("resync", "n", "get_xattr_names: llistxattr(\"/srv/b\",1024) failed: No such file or directory (2)")]
    [InlineData("resync", "n", "get_xattr_data: lgetxattr(\"/srv/b\",\"user.x\",0) failed: No data available (61)")]
    [InlineData("resync", "", "get_acl: sys_acl_get_file(./b, ACL_TYPE_ACCESS): No such file or directory (2)")]
    public async Task File_that_vanishes_while_its_attributes_are_read_fails_no_sync(string mode, string comparing, string message)
    {
        await _dataset.BashAsync("touch source/{a,b,c} mount/{c,gone}");
        // The second word has the letters of the short options.
        _dataset.AddProgram(
            "remote/rsync",
            "#!/usr/bin/env bash\nPATH=$REAL_PATH rsync \"$@\" || exit\n[[ $* == *AX* && $* == *--sender\\ -s\"$COMPARING\"l* "
                + "&& ! -e $MARK ]] || exit 0\n: >\"$MARK\"; rm -f \"$SOURCE/b\"; printf '%s\\n' \"rsync: [sender] $MESSAGE\" >&2; exit "
                + "23\n");

        await _dataset.SyncAsync(
            [.. Fake, ("DLPX_MODE", mode), ("COMPARING", comparing), ("MESSAGE", message), ("SOURCE", _dataset.Source)]);

        File.Exists(_dataset.Combine("mark")).Should().BeTrue();
        _dataset.Record.Should().NotContain("warning=");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [StorageFact("rsync")]
    public async Task Attribute_that_cannot_be_read_fails_a_sync_also_where_another_file_vanishes()
    {
        await _dataset.BashAsync("touch source/{a,b,c} mount/c");
        _dataset.AddProgram(
            "remote/rsync",
            "#!/usr/bin/env bash\nPATH=$REAL_PATH rsync \"$@\" || exit\n[[ $* == *AX* && $* == *--sender\\ -snl* ]] || exit 0\n"
                + "echo 'rsync: [sender] get_acl: sys_acl_get_file(./b, ACL_TYPE_ACCESS): No such file or directory (2)' >&2\n"
                + "echo 'rsync: [sender] get_acl: sys_acl_get_file(./c, ACL_TYPE_ACCESS): Input/output error (5)' >&2\nexit 23\n");

        var result = await _dataset.TrySyncAsync([.. Fake, ("DLPX_MODE", "resync")]);

        result.ShouldFail("files-not-read");
    }

    [StorageTheory("rsync")]
    [InlineData("rm -r d; echo file > d")]
    [InlineData("rm d/link; echo file > d/link; rm -r d/e; mkfifo d/e")]
    // Of a symlink of another user, rsync 3.5 says more.
    [InlineData("mv d gone; ln -s other d; chown -h 1 d")]
    public async Task Item_that_becomes_one_of_another_kind_while_it_is_copied_is_copied_again(string change)
    {
        await _dataset.BashAsync("cd source; mkdir -p d/e; echo 1 > d/a; echo 1 > d/e/b; ln -s a d/link; echo 1 > other");
        await _dataset.SyncAsync();
        await _dataset.BashAsync("cd source; echo 12 > d/a; echo 12 > d/e/b; ln -sf other d/link; touch d/e d");
        _dataset.ChangeSourceBeforeCopy(change);

        await _dataset.SyncAsync();

        _dataset.Record.Should().NotContain("warning=");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    // As rsync says it when that happens between two looks at an item.
    [StorageTheory("rsync")]
    [InlineData("readlink_stat(\"/srv/d\") failed: Invalid argument (22)")]
    [InlineData("opendir \"/srv/d\" failed: Not a directory (20)")]
    public async Task Item_that_becomes_one_of_another_kind_while_it_is_compared_is_compared_again(string message)
    {
        await _dataset.BashAsync("touch source/{a,b,c} mount/{c,gone}");
        _dataset.AddProgram(
            "remote/rsync",
            "#!/usr/bin/env bash\nPATH=$REAL_PATH rsync \"$@\" || exit\n[[ $* == *--sender* && $* != *AX* && ! -e $MARK ]] || exit 0\n"
                + ": >\"$MARK\"; printf '%s\\n' \"rsync: [sender] $MESSAGE\" >&2; exit 23\n");

        await _dataset.SyncAsync([.. Fake, ("MESSAGE", message)]);

        File.Exists(_dataset.Combine("mark")).Should().BeTrue();
        _dataset.Record.Should().NotContain("warning=");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    // What came in the place of a folder, of which something was to be deleted, has just been copied.
    [StorageTheory("rsync")]
    [InlineData("rm -r d; echo a long new file > d")]
    [InlineData("rm -r d; ln -s other d")]
    [InlineData("rm -r d")]
    public async Task Item_that_came_in_the_place_of_a_folder_is_not_deleted(string change)
    {
        await _dataset.BashAsync("cd source; mkdir -p d other; echo 1 > d/x; echo 1 > d/y; echo 1 > other/z");
        await _dataset.SyncAsync();
        await _dataset.BashAsync("cd source; rm d/x; echo 12 > d/y");
        _dataset.ChangeSourceBeforeCopy(change);

        await _dataset.SyncAsync();
        await _dataset.SyncAsync();

        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [StorageFact("rsync")]
    public async Task File_that_changes_at_each_try_of_rsync_is_copied_again()
    {
        await _dataset.BashAsync("echo 12 > source/a; echo 1 > mount/a");
        _dataset.AddProgram("rsync", $$"""
            #!/usr/bin/env bash
            rsync=$(type -aP rsync | tail -n 1)
            "$rsync" "$@" || exit
            [[ " $* " == *" --partial "* ]] || exit 0
            echo "WARNING: a failed verification -- update discarded (will try again)." >&2
            echo "ERROR: a failed verification -- update discarded." >&2
            exit 23
            """);

        await _dataset.SyncAsync();

        _dataset.Record.Should().NotContain("warning=");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [StorageFact("rsync")]
    public async Task Files_that_vanish_from_both_passes_are_a_warning()
    {
        await _dataset.BashAsync("printf 12345 > source/a; echo > source/1-opened; echo > source/1-vanishing");
        using var lease = LeasedFile.Take(_dataset.Combine("source", "1-opened"));
        var sync = _dataset.TrySyncAsync();

        // The sender has its list, and opens one file after the other.
        await lease.UntilOpenedAsync();
        await _dataset.BashAsync("rm source/1-vanishing; echo > source/2-opened; echo > source/2-vanishing");
        using var next = LeasedFile.Take(_dataset.Combine("source", "2-opened"));
        lease.Dispose();
        await next.UntilOpenedAsync();
        await _dataset.BashAsync("rm source/2-vanishing");
        next.Dispose();

        (await sync).Failure.Should().Be("");
        _dataset.Record.Should().Contain("transferredFiles=3\n").And.EndWith(
            "warning=1 items vanished or shrank while they were being copied.\n");
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("1-opened", "2-opened", "a");
    }

    [StorageTheory("rsync")]
    [InlineData("first", "truncate -s 4M source/large")]
    [InlineData("first", ": > source/large")]
    [InlineData("later", "truncate -s 4M source/large")]
    [InlineData("later", "head -c 5M /dev/urandom > source/large")]
    public async Task File_that_shrinks_while_it_is_copied_is_copied_again(string sync, string change)
    {
        await _dataset.BashAsync("printf 12345 > source/a");
        if (sync == "later")
            await _dataset.SyncAsync();
        await _dataset.BashAsync("head -c 6M /dev/urandom > source/large");

        var copying = _dataset.TrySyncAsync(("DLPX_BANDWIDTH_LIMIT", "2048"));
        await UntilAsync(() => Directory.EnumerateFiles(_dataset.Mount, "*large*").Any(file => new FileInfo(file).Length > 1 << 20));
        await _dataset.BashAsync(change);

        (await copying).Failure.Should().Be("");
        _dataset.Record.Should().NotContain("warning=");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [StorageFact("rsync")]
    public async Task File_whose_name_says_that_it_vanished_has_not_when_it_cannot_be_read()
    {
        await _dataset.BashAsync("printf x > source/file; printf secret > 'source/a has vanished: b'; chmod 0 source/a*");
        await _dataset.GiveToNobodyAsync();

        var result = await _dataset.TrySyncAsNobodyAsync();

        result.ShouldFail("files-not-read");
    }

    [StorageFact("rsync")]
    public async Task Deletion_below_a_folder_that_is_read_only_leaves_nothing_in_the_way_of_the_next_sync()
    {
        await _dataset.BashAsync("mkdir -p source/d/s; touch source/d/s/x source/d/s/y");
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chown -R --reference=source source/d; chmod 555 source/d");
        (await _dataset.TrySyncAsNobodyAsync()).Failure.Should().Be("");

        foreach (var name in (string[])["x", "y"])
        {
            await _dataset.BashAsync($"rm source/d/s/{name}");
            (await _dataset.TrySyncAsNobodyAsync()).Failure.Should().Be("");
        }

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("d", "d/s");
    }

    [StorageFact("rsync")]
    public async Task Folder_that_is_read_only_is_deleted_with_what_is_in_it_and_names_outside_of_it_stay_read_only()
    {
        await _dataset.BashAsync("mkdir -p source/d/s; echo x > source/d/s/x; ln source/d/s/x source/kept; chmod 444 source/kept");
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chown -R --reference=source source/*; chmod 555 source/d source/d/s");
        (await _dataset.TrySyncAsNobodyAsync()).Failure.Should().Be("");

        await _dataset.BashAsync("chmod -R u+w source/d; rm -r source/d; chmod 444 source/kept");
        (await _dataset.TrySyncAsNobodyAsync()).Failure.Should().Be("");

        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [StorageFact("rsync")]
    public async Task New_file_of_which_a_connection_broke_is_gone_on_with()
    {
        const int Size = 24 << 20;
        await _dataset.BashAsync("head -c \"$1\" /dev/urandom > source/large", $"{Size}");
        _dataset.AddProgram("remote/rsync", "#!/usr/bin/env bash\necho $$ >\"$MARK\"\nPATH=$REAL_PATH exec rsync \"$@\"\n");
        _dataset.AddProgram(
            "rsync",
            "#!/usr/bin/env bash\n\"$(PATH=$REAL_PATH type -P rsync)\" \"$@\" | tee -a \"$MARK.log\"\nexit \"${PIPESTATUS[0]}\"\n");
        var broken = _dataset.TrySyncAsync([.. Fake, ("DLPX_BANDWIDTH_LIMIT", "16384")]);
        await UntilAsync(() => Directory.EnumerateFiles(_dataset.Mount, ".large.*").Any(file => new FileInfo(file).Length >= Size / 3));
        await _dataset.BashAsync("kill -KILL \"$(<mark)\"");
        (await broken).Failure.Should().Be("connection-broke");
        var copied = new FileInfo(Path.Combine(_dataset.Mount, "large")).Length;
        await _dataset.BashAsync(": > mark.log");

        await _dataset.SyncAsync(Fake);

        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
        copied.Should().BeInRange(Size / 4, Size - 1);
        var sent = Regex.Matches(await File.ReadAllTextAsync(_dataset.Combine("mark.log")), @"Literal data: (\d+) bytes")
            .Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        sent.Should().BeInRange(Size - copied, Size - copied + 4096, "the beginning was there");
    }

    [StorageTheory("rsync")]
    [InlineData(23, "files-not-read")]
    [InlineData(12, "connection-broke")]
    [InlineData(255, "connection-failed")]
    public async Task Code_of_rsync_after_partial_work_is_the_scripts_and_there_is_no_record(int code, string failure)
    {
        await _dataset.BashAsync("printf x > source/a");
        await _dataset.SyncAsync();
        _dataset.AddProgram("remote/rsync", $"#!/usr/bin/env bash\nPATH=$REAL_PATH rsync \"$@\"\nexit {code}\n");

        var result = await _dataset.TrySyncAsync(Fake);

        result.ShouldFail(failure);
        _dataset.IsRecorded.Should().BeFalse();
    }

    [StorageFact("rsync", "setpriv")]
    public async Task Part_of_the_source_that_cannot_be_read_deletes_nothing()
    {
        await _dataset.BashAsync(
            "mkdir source/secret; touch source/secret/x source/kept mount/gone; mkdir mount/early; touch mount/early/gone");
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chmod 000 source/secret");

        var result = await _dataset.TrySyncAsNobodyAsync();

        result.ShouldFail("files-not-read");
        result.Stderr.Should().Contain("secret");
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Contain(["gone", "early/gone"]);
        _dataset.IsRecorded.Should().BeFalse();
    }

    [StorageTheory("rsync", "setpriv")]
    [InlineData("No space left on device written")]
    [InlineData("No space left on device (28)")]
    [InlineData("change_dir failed: No such file or directory (2)")]
    [InlineData("[receiver]")]
    [InlineData("x: connection unexpectedly closed")]
    [InlineData("\"a\": Read-only file system (30)")]
    [InlineData("new\nrsync: [receiver] write failed: No space left on device (28)")]
    public async Task File_that_cannot_be_read_is_reported_as_that_whatever_its_name(string name)
    {
        await _dataset.BashAsync("echo x > \"source/$1\"; touch source/kept", name);
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chmod 000 \"source/$1\"", name);

        (await _dataset.TrySyncAsNobodyAsync()).ShouldFail("files-not-read");
    }

    [StorageFact("rsync", "setpriv")]
    public async Task File_of_the_source_that_cannot_be_read_deletes_nothing_in_the_end_but_fails()
    {
        await _dataset.BashAsync("echo secret > source/secret; touch source/kept");
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chmod 000 source/secret");

        var result = await _dataset.TrySyncAsNobodyAsync();

        result.ShouldFail("files-not-read");
        _dataset.IsRecorded.Should().BeFalse();
    }

    [StorageFact("rsync", "setsid")]
    public async Task Killed_sync_leaves_neither_a_lock_nor_litter_to_the_next()
    {
        await _dataset.BashAsync("printf x > source/a");
        _dataset.AddProgram(
            "remote/rsync",
            "#!/usr/bin/env bash\n[[ $1 != --version ]] || PATH=$REAL_PATH exec rsync \"$@\"\n: >\"$MARK\"\nexec sleep 60\n");
        using (var killed = Shell.StartScript("copy", await _dataset.PlanAsync(Fake)))
        {
            await UntilAsync(() => File.Exists(_dataset.Combine("mark")));
            await Shell.BashAsync("kill -KILL -- \"-$1\"", $"{killed.Id}");
            await killed.WaitForExitAsync();
        }

        _dataset.AddProgram("remote/rsync", "#!/usr/bin/env bash\nPATH=$REAL_PATH exec rsync \"$@\"\n");
        await UntilAsync(async () => (await _dataset.TrySyncAsync(Fake)).Failure == "");

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("a");
        (await TreeText.NamesAsync(_dataset.Combine("scratch", Dataset.Guid))).Should()
            .Equal("folders", "lock", "mounts", "proof", "record", "synced");
    }

    [StorageFact("rsync", "setsid")]
    public async Task Killed_resync_leaves_no_lock_while_a_process_that_it_started_is_there()
    {
        await _dataset.BashAsync("printf x > source/a");
        await _dataset.SyncAsync();
        _dataset.AddProgram(
            "remote/rsync",
            "#!/usr/bin/env bash\n[[ $* != *AX* ]] || { echo $$ >\"$MARK.new\"; mv \"$MARK.new\" \"$MARK\"; exec sleep 60; }\n"
                + "PATH=$REAL_PATH exec rsync \"$@\"\n");
        using (var killed = Shell.StartScript("copy", await _dataset.PlanAsync([.. Fake, ("DLPX_MODE", "resync")])))
        {
            await UntilAsync(() => File.Exists(_dataset.Combine("mark")));
            await Shell.BashAsync("kill -KILL -- \"-$1\"", $"{killed.Id}");
            await killed.WaitForExitAsync();
        }

        var stays = await _dataset.BashAsync("kill -0 \"$(<mark)\" && echo yes || true");
        _dataset.AddProgram("remote/rsync", "#!/usr/bin/env bash\nPATH=$REAL_PATH exec rsync \"$@\"\n");
        var next = await _dataset.TrySyncAsync(Fake);

        await _dataset.BashAsync("kill \"$(<mark)\" || true");
        stays.Should().Be("yes\n");
        next.ShouldSucceed();
    }

    [StorageTheory("rsync")]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 1\n")]
    [InlineData("1 EUID[$(touch pwned)] x\n")]
    public async Task What_is_remembered_of_a_sync_may_be_damaged(string synced)
    {
        await _dataset.BashAsync("printf x > source/a");
        await _dataset.SyncAsync();
        await File.WriteAllTextAsync(_dataset.Combine("scratch", Dataset.Guid, "synced"), synced);

        await _dataset.SyncAsync();

        (await TreeText.NamesAsync(_dataset.Root)).Should().NotContain(name => name.EndsWith("pwned"));
    }

    [StorageFact("rsync")]
    public async Task Search_for_what_was_touched_ends_with_the_sync_that_does_not_wait_for_it()
    {
        await _dataset.BashAsync("printf x > source/a");
        await _dataset.SyncAsync();
        await _dataset.BashAsync("rm source/a");
        _dataset.AddProgram("remote/find", "#!/usr/bin/env bash\necho $$ >\"$MARK\"\nexec sleep 60\n");

        var result = await _dataset.TrySyncAsync(Fake);

        result.ShouldFail("source-empty");
        await UntilAsync(async () => await _dataset.BashAsync("[ ! -e mark ] || [ ! -e \"/proc/$(<mark)\" ] || echo there") == "");
    }

    [RootFact]
    public async Task Storage_that_hangs_in_the_middle_of_a_sync_holds_neither_that_nor_the_next()
    {
        await _dataset.BashAsync("printf x > source/a");
        _dataset.AddProgram(
            "mountpoint",
            "#!/usr/bin/env bash\necho $$ >>\"$MARK\"\n[[ $(wc -l <\"$MARK\") != 2 ]] || exec sleep 60\nPATH=$REAL_PATH exec mountpoint "
                + "\"$@\"\n");

        var result = await _dataset.TrySyncAsync(Fake);
        await _dataset.SyncAsync(Fake);

        result.ShouldFail("storage-not-mounted");
        await _dataset.BashAsync("kill \"$(sed -n 2p mark)\"");
    }

    [StorageFact("rsync")]
    public async Task Source_that_becomes_empty_while_it_is_copied_does_not_empty_the_dataset()
    {
        await _dataset.BashAsync("touch source/a; cp -p source/a mount/; touch source/b");
        _dataset.AddProgram(
            "remote/rsync",
            "#!/usr/bin/env bash\nPATH=$REAL_PATH rsync \"$@\" || exit\n[[ $1 == --version ]] || { rm -f \"$SOURCE\"/*; exit 24; }\n");

        var result = await _dataset.TrySyncAsync([.. Fake, ("SOURCE", _dataset.Source)]);

        result.ShouldFail("source-empty");
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Contain("a");
        _dataset.IsRecorded.Should().BeFalse();
    }

    [StorageFact("rsync")]
    public async Task Source_that_cannot_list_itself_and_becomes_empty_before_the_copy_does_not_empty_the_dataset()
    {
        await _dataset.BashAsync("touch source/a; cp -p source/a mount/; touch source/b");
        _dataset.AddProgram("remote/find", "#!/usr/bin/env bash\nexit 127\n");
        _dataset.AddProgram(
            "remote/rsync", "#!/usr/bin/env bash\nPATH=$REAL_PATH rsync \"$@\" || exit\n[[ $1 == --version ]] || rm -f \"$SOURCE\"/*\n");

        await _dataset.TrySyncAsync([.. Fake, ("SOURCE", _dataset.Source)]);

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Contain("a");
    }

    [StorageFact("rsync")]
    public async Task Litter_of_a_copy_that_was_killed_goes_with_the_next()
    {
        await _dataset.BashAsync("mkdir source/d mount/d; printf x > source/d/a; printf hal > mount/d/.a.Xy12Zz");

        await _dataset.SyncAsync();

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("d", "d/a");
    }

    [StorageTheory("rsync")]
    [InlineData(137)]
    [InlineData(255)]
    public async Task Connection_that_ends_is_reported_as_that_however_its_ssh_ended(int code)
    {
        await _dataset.BashAsync("printf x > source/a");
        _dataset.AddProgram(
            "remote/rsync", $"#!/usr/bin/env bash\n[[ $1 != --version ]] || PATH=$REAL_PATH exec rsync \"$@\"\nexit {code}\n");

        var result = await _dataset.TrySyncAsync(Fake);

        result.ShouldFail("connection-broke");
    }

    [RootFact]
    public async Task Full_storage_fails_and_a_sync_with_more_room_completes_it()
    {
        await _dataset.BashAsync(
            "echo old > source/old; cp -p source/old mount/; head -c 3M /dev/zero | tr '\\0' x > source/big; mount -o remount,size=1m "
                + "mount");

        var full = await _dataset.TrySyncAsync();
        await _dataset.BashAsync("mount -o remount,size=64m mount");
        await _dataset.SyncAsync();

        full.ShouldFail("storage-failed");
        full.Stderr.Should().Contain("No space left on device");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [RootFact("rsync")]
    public async Task Full_disk_of_the_scratch_path_is_reported_as_that()
    {
        await _dataset.BashAsync("touch source/{1..2000}_a_file_with_a_name_that_is_long; mount -t tmpfs -o size=100k test scratch");
        try
        {
            await _dataset.BashAsync("touch mount/a");

            var result = await _dataset.TrySyncAsync();

            result.ShouldFail("scratch-full");
            result.Message.Should().Be(
                $"What rsync printed could not be written below the scratch path {_dataset.Scratch} of the staging host.");
        }
        finally
        {
            await _dataset.BashAsync("umount scratch");
        }
    }

    // Without the list of what the dataset has, nothing of it would be copied.
    [RootFact("rsync")]
    public async Task Disk_of_the_scratch_path_that_is_full_for_a_moment_does_not_leave_out_what_was_touched()
    {
        await _dataset.BashAsync("touch source/{1..500}; mount -t tmpfs -o size=1m test scratch");
        try
        {
            await _dataset.SyncAsync();
            await _dataset.BashAsync("touch mount/{1..500}; touch -r source/1 source/* mount/*");
            await _dataset.BashAsync("chmod 640 source/*; chmod 640 mount/*");
            ExtendedAttribute.Set(Path.Combine(_dataset.Source, "7"), "user.x", [1]);
            _dataset.AddProgram("stat", """
                #!/usr/bin/env bash
                [[ $* != *--printf* || $* != *%A* ]] || head -c 2M /dev/zero >"$FILLER" 2>/dev/null
                "$(type -aP stat | sed -n 2p)" "$@"
                code=$?
                rm -f "$FILLER"
                exit "$code"
                """);

            var result = await _dataset.TrySyncAsync(
                ("DLPX_MODE", "resync"), ("FILLER", Path.Combine(_dataset.Scratch, Dataset.Guid, "filler")));

            (result.Failure != "" || ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "7"), "user.x") is not null).Should()
                .BeTrue(result.Stderr);
        }
        finally
        {
            await _dataset.BashAsync("umount scratch");
        }
    }

    [StorageFact("rsync")]
    public async Task Scratch_folder_that_cannot_be_made_is_not_taken_for_a_failure_of_rsync()
    {
        await _dataset.BashAsync("printf x > source/a; touch scratch/file");

        var result = await _dataset.TrySyncAsync(("DLPX_SCRATCH_PATH", _dataset.Combine("scratch", "file")));

        result.ShouldFail("scratch-not-own");
        result.Stderr.Should().Contain("Not a directory").And.NotContain("(code 1)");
    }

    private (string Name, string Value)[] Fake => [Dataset.RealPath, ("MARK", _dataset.Combine("mark"))];

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromMinutes(1), "the condition should become true in time");
            await Task.Delay(10);
        }
    }
}
