using DirectoryPlugin.Sync;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>What is found out of both hosts before the first byte moves.</summary>
public sealed class SyncPreflightTests : IDisposable
{
    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageTheory("rsync")]
    [InlineData(
        "rsync", "staging-rsync-unusable", "rsync  version 3.0.9  protocol version 30",
        "rsync of the staging host cannot be used: 3.0.9 is too old.")]
    [InlineData(
        "rsync", "staging-rsync-unusable", "openrsync: protocol version 29",
        "rsync of the staging host cannot be used: openrsync: protocol version 29.")]
    [InlineData(
        "remote/rsync", "source-rsync-unusable", "rsync  version 2.6.9  protocol version 29",
        "rsync of source.example cannot be used: 2.6.9 is too old.")]
    [InlineData(
        "remote/rsync", "source-rsync-unusable", "rsync  version 3.x  protocol version 31",
        "rsync of source.example cannot be used: 3.x is too old.")]
    [InlineData(
        "remote/rsync", "source-rsync-unusable", "openrsync: protocol version 29",
        "rsync of source.example cannot be used: openrsync: protocol version 29.")]
    [InlineData(
        "rsync", "staging-rsync-unusable", "rsync: cannot load libpopt",
        "rsync of the staging host cannot be used: rsync: cannot load libpopt.")]
    public async Task Rsync_that_is_too_old_or_cannot_be_used_is_refused_and_copies_nothing(
        string program, string expected, string version, string message)
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram(program, $"#!/usr/bin/env bash\necho '{version}'\n[[ $1 == --version && '{version}' == *version* ]]\n");

        var result = await _dataset.TrySyncAsync();

        (result.Failure, result.Message).Should().Be((expected, message));
        (await TreeText.NamesAsync(_dataset.Mount)).Should().BeEmpty();
    }

    [StorageTheory("rsync")]
    [InlineData("rsync  version v3.1.0  protocol version 31")]
    [InlineData("rsync  version 3.10.2  protocol version 33")]
    [InlineData("rsync  version 4.0.0pre1  protocol version 34")]
    public async Task Rsync_that_is_new_enough_is_taken(string version)
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram(
            "remote/rsync",
            $"#!/usr/bin/env bash\n[[ $1 != --version ]] || {{ echo '{version}'; exit; }}\nPATH=$REAL_PATH exec rsync \"$@\"\n");

        await _dataset.SyncAsync(Dataset.RealPath);

        _dataset.Record.Should().Contain($"sourceRsyncVersion={version.Split(' ')[3].TrimStart('v')}\n");
    }

    // Against numbers that are known, since what a program calls used is easily mistaken for what it calls available.
    [RootFact("rsync")]
    public async Task Room_and_what_is_used_are_read_as_they_are()
    {
        await _dataset.BashAsync(
            "umount mount; mount -t tmpfs -o size=16M,nr_inodes=100 dvp-plugin-test mount; head -c 5M /dev/urandom > mount/old; touch "
                + "mount/{a..c}");
        foreach (var (name, megabytes) in ((string, int)[])[("empty", 0), ("half", 4), ("full", 8)])
            (await MeasureAsync(name, megabytes)).Should().Be((megabytes << 20, 7, 11 << 20, 95), "of {0}", name);
        (await MeasureAsync("a name like 9 1 2 3% /x", 4)).Should().Be((null, null, 11 << 20, 95), "the name could lie");
    }

    // What is used at the source, and what is left in the storage.
    private async Task<(long? UsedBytes, long? UsedItems, long? RoomBytes, long? RoomItems)> MeasureAsync(string name, int megabytes)
    {
        _dataset.Source = _dataset.MakeFolder(name);
        await _dataset.BashAsync(
            "mount -t tmpfs -o size=8M,nr_inodes=50 \"$1\" \"$1\" && head -c \"$2\" /dev/zero > \"$1/file\" && touch \"$1\"/{a..e}", name,
            $"{megabytes << 20}");
        try
        {
            var probe = await _dataset.ProbeAsync();
            var (source, staging) = (SourceFacts.TryParse(probe.Get("source"))!, new StagingFacts(probe));
            return (source.UsedBytes, source.UsedItems, staging.RoomBytes, staging.RoomItems);
        }
        finally
        {
            await _dataset.BashAsync("umount \"$1\"", name);
        }
    }

    [StorageTheory("rsync")]
    [InlineData("Welcome!\n")]
    [InlineData("no line end: ")]
    [InlineData("dlpx-begin\nstate=missing\n")]
    public async Task Login_files_that_print_something_do_no_harm(string noise)
    {
        await _dataset.BashAsync("printf 1 > source/a; ln source/a source/b");
        _dataset.AddProgram(
            "ssh",
            "#!/usr/bin/env bash\nwhile [[ $1 != -- ]]; do shift; done\nshift 2\nunset SSH_CONNECTION\nprintf '%s' \"$NOISE\"\nexec bash "
                + "-c \"$*\"\n");

        if (noise.Contains("dlpx-begin"))
        {
            // A login file that prints the mark is hostile. Any failure will do, as long as nothing is copied or deleted.
            (await _dataset.TrySyncAsync(("NOISE", noise))).Failure.Should().NotBeEmpty();
            return;
        }

        await _dataset.SyncAsync(("NOISE", noise));
        await _dataset.SyncAsync(("NOISE", noise));

        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [RootFact]
    public async Task Storage_with_too_little_room_is_reported_with_both_numbers()
    {
        await _dataset.BashAsync("mount -o remount,size=1m mount; head -c 3M /dev/urandom > source/big");

        var result = await _dataset.TrySyncAsync();

        result.ShouldFail("storage-too-small");
        result.Message.Should().Be($"The storage at {_dataset.Mount} is too small: the source takes 3145728 bytes, 1048576 are free.");
        (await TreeText.NamesAsync(_dataset.Mount)).Should().BeEmpty();
    }

    [RootFact]
    public async Task Names_of_one_file_take_its_room_once()
    {
        await _dataset.BashAsync(
            "mount -o remount,size=3m mount; head -c 1M /dev/urandom > source/big; for i in {1..9}; do ln source/big source/$i; done");

        await _dataset.SyncAsync();

        (await TreeText.LinksOfAsync(_dataset.Mount)).Should().Be(await TreeText.LinksOfAsync(_dataset.Source));
    }

    [RootFact]
    public async Task Storage_with_too_few_inodes_is_reported_with_both_numbers()
    {
        await _dataset.BashAsync(
            "umount mount; mount -t tmpfs -o size=64m,nr_inodes=20,mode=755 dvp-plugin-test mount; touch source/{1..50}");

        var result = await _dataset.TrySyncAsync();

        result.ShouldFail("storage-too-small");
        result.Message.Should().MatchRegex("is too small: the source has 50 items, there is room for 1[89]\\.");
        (await TreeText.NamesAsync(_dataset.Mount)).Should().BeEmpty();
    }

    [RootFact]
    public async Task Holes_of_a_sparse_file_need_no_room()
    {
        await _dataset.BashAsync(
            "umount mount; mount -t tmpfs -o size=4m,mode=755 dvp-plugin-test mount; umount source 2>/dev/null || true; mount -t tmpfs -o "
                + "size=1m dvp-plugin-source source; truncate -s 1G source/sparse");
        try
        {
            await _dataset.SyncAsync();

            (await _dataset.BashAsync("du -k mount/sparse")).Should().StartWith("0\t");
        }
        finally
        {
            await _dataset.BashAsync("umount source");
        }
    }

    [RootFact]
    public async Task Storage_without_acls_and_attributes_is_reported_and_all_else_is_copied()
    {
        await _dataset.BashAsync("umount mount; mount -t ramfs -o mode=755 dvp-plugin-test mount; echo x > source/file");
        ExtendedAttribute.Set(Path.Combine(_dataset.Source, "file"), "user.note", "hello"u8.ToArray());
        ExtendedAttribute.SetReader(Path.Combine(_dataset.Source, "file"), TestMachine.Nobody);

        // The source is never touched: what the first sync reports, each one reports.
        _dataset.AddProgram("remote/find", "#!/usr/bin/env bash\n/usr/bin/find \"$@\" | sed -z '/^t /d'\n");

        foreach (var _ in (string[])["first", "second"])
        {
            await _dataset.SyncAsync();

            (await File.ReadAllTextAsync(_dataset.Combine("mount", "file"))).Should().Be("x\n");
            _dataset.Record.Should().EndWith(
                "warning=ACLs were not kept: the storage cannot hold them.\nwarning=These extended attributes were not kept, as the "
                    + "storage refuses them: user.note.\n");
        }
    }

    [RootFact("rsync", "mkfs.ext2")]
    public async Task Attribute_that_the_storage_refuses_is_named_and_all_others_are_kept()
    {
        await _dataset.BashAsync(
            "umount mount; truncate -s 16M disk; mkfs.ext2 -q -b 1024 -m 0 disk; mount -o loop disk mount; echo x > source/file; mkdir "
                + "source/folder");
        var (file, folder) = (Path.Combine("source", "file"), Path.Combine("source", "folder"));
        foreach (var path in (string[])[file, folder])
        {
            ExtendedAttribute.Set(_dataset.Combine(path), "user.note", "hello"u8.ToArray());
            ExtendedAttribute.Set(_dataset.Combine(path), "trusted.note", "hello"u8.ToArray());
        }

        ExtendedAttribute.Set(_dataset.Combine(file), "user.too large*", new byte[3000]);
        ExtendedAttribute.Set(_dataset.Combine(folder), "trusted.too large?", new byte[3000]);

        foreach (var _ in (string[])["first", "second"])
        {
            await _dataset.SyncAsync();

            (await File.ReadAllTextAsync(_dataset.Combine("mount", "file"))).Should().Be("x\n");
            foreach (var item in (string[])["file", "folder"])
                foreach (var name in (string[])["user.note", "trusted.note"])
                    ExtendedAttribute.Find(_dataset.Combine("mount", item), name).Should().Equal("hello"u8.ToArray());
            _dataset.Record.Should().EndWith(
                "warning=These extended attributes were not kept, as the storage refuses them: trusted.too large?, user.too large*.\n");
        }
    }

    [StorageFact("rsync")]
    public async Task Attributes_with_the_names_of_rsyncs_own_are_kept()
    {
        await _dataset.BashAsync("echo x > source/file");
        ExtendedAttribute.Set(Path.Combine(_dataset.Source, "file"), "user.rsync.%stat", "100644 0,0 1:2"u8.ToArray());
        ExtendedAttribute.Set(Path.Combine(_dataset.Source, "file"), "user.rsync.%odd", "x"u8.ToArray());

        await _dataset.SyncAsync();

        ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "file"), "user.rsync.%stat").Should().Equal("100644 0,0 1:2"u8.ToArray());
        ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "file"), "user.rsync.%odd").Should().Equal("x"u8.ToArray());
    }

    [StorageTheory("rsync")]
    [InlineData("date")]
    [InlineData("sed")]
    public async Task Number_that_the_source_host_tells_never_becomes_a_command_here(string program)
    {
        await _dataset.BashAsync("echo x > source/file");
        await _dataset.SyncAsync();
        await _dataset.BashAsync("rm mount/file");
        _dataset.AddProgram($"remote/{program}", $"#!/usr/bin/env bash\necho 'EUID[$(touch {_dataset.Combine("pwned")})]'\n");

        await _dataset.SyncAsync();

        File.Exists(_dataset.Combine("pwned")).Should().BeFalse();
    }

    [StorageTheory("rsync")]
    [InlineData("rsync")]
    [InlineData("remote/rsync")]
    public async Task Rsync_without_acls_and_attributes_is_reported(string program)
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram(
            program,
            "#!/usr/bin/env bash\nrsync=$(PATH=$REAL_PATH type -P rsync)\n[[ $1 != --version ]] || { \"$rsync\" --version | sed 's/ ACLs/ "
                + "no ACLs/; s/, xattrs/, no xattrs/; s/^ *xattrs/no xattrs/'; exit; }\nexec \"$rsync\" \"$@\"\n");

        await _dataset.SyncAsync(Dataset.RealPath);

        _dataset.Record.Should().Contain("warning=ACLs were not kept: rsync of ").And.Contain(
            "warning=Extended attributes were not kept: rsync of ");
    }

    [StorageFact("rsync", "setpriv")]
    public async Task Staging_user_who_is_not_root_is_warned_of_what_that_costs()
    {
        await _dataset.BashAsync("echo x > source/file");
        await _dataset.GiveToNobodyAsync();

        var result = await _dataset.TrySyncAsNobodyAsync();

        result.ShouldSucceed();
        _dataset.Record.Should().MatchRegex(
            "\nwarning=Owners, device nodes and the rights of folders .* were not kept: .* on the staging host is not root\\.\n$");
    }

    [StorageFact("rsync")]
    public async Task Folder_that_the_staging_user_cannot_read_in_the_dataset_is_named()
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram("find", """
            #!/usr/bin/env bash
            [[ $* != *-fprintf* ]] || { echo "find: './closed': Permission denied" >&2; exit 1; }
            exec "$(type -aP find | sed -n 2p)" "$@"
            """);

        var result = await _dataset.TrySyncAsync();

        result.ShouldFail("storage-not-readable");
        result.Stderr.Should().Contain("./closed");
    }

    // Such as a network share that is gone, at the path that the source has on its own host.
    [StorageTheory("rsync")]
    [InlineData("stat")]
    [InlineData("test")]
    public async Task Path_that_hangs_on_the_staging_host_does_not_hang_a_sync_from_another_host(string program)
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram(
            program,
            $"#!/usr/bin/env bash\n[[ $* != *'{_dataset.Source}'* || $PATH == */remote:* ]] || exec sleep 60\nexec \"$(type -aP {program} "
                + $"| sed -n 2p)\" \"$@\"\n");
        _dataset.AddProgram(
            "timeout", "#!/usr/bin/env bash\n[[ $1 != 10 ]] || set -- 0.3 \"${@:2}\"\nexec \"$(type -aP timeout | sed -n 2p)\" \"$@\"\n");

        await _dataset.SyncAsync();

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }
}
