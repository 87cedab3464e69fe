using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>Source hosts that do not answer as they should.</summary>
public sealed class SyncHostileHostTests : IDisposable
{
    private const string Bash = "#!/usr/bin/env bash\n";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageTheory("rsync")]
    [InlineData("account-without-shell", "echo 'This account is currently not available.'; exit 1")]
    [InlineData("account-without-shell", "exit 1")]
    [InlineData("account-for-files-only", "echo 'This service allows sftp connections only.'; exit 1")]
    [InlineData("account-for-files-only", "echo '/usr/bin/rrsync: Not invoked via rsync' >&2; exit 1")]
    [InlineData("account-expired", "echo 'Password change required but no TTY available.' >&2; exit 1")]
    [InlineData("account-without-commands", "echo 'Backup is done.'")]
    [InlineData("account-without-commands", "echo 'fatal: Interactive git shell is not enabled.' >&2; exit 128")]
    [InlineData("account-without-commands", "exit 0")]
    // As an ssh ends that is killed, of which bash says something or nothing.
    [InlineData("connection-lost", "kill -KILL $$")]
    [InlineData("connection-lost", "kill -INT $$")]
    [InlineData("connection-lost", "echo Terminated >&2; exit 143")]
    public async Task Account_that_runs_no_program_is_reported_as_what_it_is(string expected, string shell)
    {
        await _dataset.BashAsync("echo precious > mount/file");
        _dataset.AddProgram("ssh", $"{Bash}{shell}\n");

        (await _dataset.TrySyncAsync()).ShouldFail(expected);

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }

    [StorageTheory("rsync")]
    [InlineData("source-endless", "exec yes")]
    [InlineData("source-endless", "exec yes >&2")]
    [InlineData("source-endless", "yes >&2 & exec yes")]
    [InlineData("account-without-commands", "exec cat /dev/zero")]
    public async Task Host_that_talks_without_end_is_refused(string expected, string login)
    {
        _dataset.AddProgram("ssh", $"{Bash}{login}\n");

        (await _dataset.TrySyncAsync()).ShouldFail(expected);
    }

    [StorageTheory("rsync")]
    [InlineData("exec sleep 60")]
    [InlineData("printf 'dlpx-begin\\nstate=present\\n'; exec sleep 60")]
    public async Task Host_that_does_not_answer_is_not_waited_for_without_end(string login)
    {
        _dataset.AddProgram("ssh", $"{Bash}{login}\n");
        _dataset.AddProgram("timeout", $"{Bash}exec \"$(PATH=$REAL_PATH type -P timeout)\" --foreground 0.3 \"${{@:3}}\"\n");

        var result = await _dataset.TrySyncAsync(Dataset.RealPath);

        result.ShouldFail("source-silent");
        result.Message.Should().Be("source.example did not answer within 10 minutes.");
    }

    [StorageTheory("rsync")]
    [InlineData("kill -STOP $$")]
    [InlineData("exec sleep 60")]
    public async Task Rsync_that_falls_silent_is_not_waited_for_without_end(string command)
    {
        await _dataset.BashAsync("echo x > source/file");
        AddRemoteRsync($"echo $$ > '{_dataset.Combine("pid")}'; {command}");
        _dataset.AddProgram("rsync", $"{Bash}exec \"$(PATH=$REAL_PATH type -P rsync)\" \"${{@/#--timeout=*/--timeout=3}}\"\n");

        var result = await _dataset.TrySyncAsync(Dataset.RealPath);

        await _dataset.BashAsync("kill -KILL \"$(<pid)\" || true");
        result.ShouldFail("rsync-silent");
        result.Message.Should().MatchRegex(
            "^rsync of the staging host and of source\\.example sent each other nothing for [0-9]+ minutes\\.$");
    }

    [StorageFact("rsync")]
    public async Task Rsync_that_falls_silent_while_it_copies_is_not_waited_for_without_end()
    {
        await _dataset.BashAsync("head -c 9M /dev/zero > source/file");
        // The one that compares ends before it has written so much.
        const string StopsOnceItCopies = """
            PATH=$REAL_PATH
            while written=$(sed -n 's/^wchar: //p' "/proc/$$/io" 2>/dev/null) && [[ -n $written ]]; do
                ((written <= 500000)) || { kill -STOP $$; break; }
                sleep 0.05
            done
            """;
        AddRemoteRsync(
            $"[[ $1 != --server ]] || {{ ({StopsOnceItCopies}) & echo $$ > '{_dataset.Combine("pid")}'; }}\n"
            + "PATH=$REAL_PATH exec rsync \"$@\"");
        var variables = await _dataset.PlanAsync(Dataset.RealPath, ("DLPX_BANDWIDTH_LIMIT", "1000"));
        variables["DLPX_OPTIONS"] = System.Text.RegularExpressions.Regex.Replace(
            variables["DLPX_OPTIONS"], "--timeout=[0-9]+", "--timeout=2");

        var copied = Shell.RunScriptAsync("copy", variables);
        var ended = await Task.WhenAny(copied, Task.Delay(TimeSpan.FromSeconds(30)));
        await _dataset.BashAsync("kill -KILL \"$(<pid)\" || true");

        ended.Should().Be(copied);
        var result = await copied;
        ScriptFailure.Name(new ScriptOutput("copy", result.Stdout), result.Stderr).Should()
            .Be("rsync-silent", result.Stdout + result.Stderr);
    }

    [StorageFact("rsync")]
    public async Task Rsync_that_claims_to_have_copied_without_having_spoken_copies_nothing()
    {
        await _dataset.BashAsync("echo x > source/file; echo precious > mount/file");
        AddRemoteRsync("exit 0");

        (await _dataset.TrySyncAsync(Dataset.RealPath)).ShouldFail("connection-broke");

        _dataset.IsRecorded.Should().BeFalse();
        (await _dataset.BashAsync("cat mount/file")).Should().Be("precious\n");
    }

    [StorageTheory("rsync")]
    [InlineData("exec sleep 60")]
    [InlineData("printf 'g\\0'; exec sleep 60")]
    [InlineData("exec yes")]
    public async Task Source_that_does_not_end_its_list_is_copied_by_rsync_alone(string find)
    {
        await _dataset.BashAsync("echo x > source/a; ln source/a source/b; echo old > mount/b");
        _dataset.AddProgram("remote/find", $"{Bash}PATH=$REAL_PATH\n{find}\n");
        _dataset.AddProgram("head", $"{Bash}PATH=$REAL_PATH exec head \"${{@/#4G/5000}}\"\n");

        await _dataset.SyncAsync(Dataset.RealPath, ("DLPX_PATIENCE", "1"));

        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    // One that leads through a symlink of the source itself, too: in the dataset, it leads to the staging host's own files.
    [RootTheory("rsync")]
    [InlineData("../outside")]
    [InlineData("d/../../outside")]
    [InlineData("way")]
    [InlineData("./way")]
    public async Task Names_that_lead_out_of_the_tree_are_not_looked_up_on_the_staging_host(string folder)
    {
        await _dataset.BashAsync(
            "mkdir -p outside source/d; touch outside/secret; ln outside/secret outside/linked; echo x > source/d/f; ln -s "
                + "\"$PWD/outside\" source/way");
        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync();
        _dataset.AddProgram("remote/find", $"{Bash}printf 'g\\0d 1:1 {folder}\\0t 1 {folder}/secret\\0t 1 d/f\\0e\\0'\n");
        _dataset.AddProgram("rsync", $"""
            {Bash}for option; do [[ $option != --files-from=/* ]] || cat "{'$'}{'{'}option#*={'}'}" >>'{_dataset.Combine("asked")}'; done
            exec "$(type -aP rsync | sed -n 2p)" "$@"
            """);

        await _dataset.SyncAsync(Dataset.RealPath);

        (await File.ReadAllTextAsync(_dataset.Combine("asked"))).Should().Contain("./d/f\0").And.NotContain("secret");
    }

    // What rsync of the source host says for its user, rsync of the staging host prints among what differs.
    [RootFact("rsync")]
    public async Task Deletion_that_a_host_invents_behind_a_symlink_brings_no_files_of_the_staging_host_into_the_dataset()
    {
        await _dataset.BashAsync("mkdir outside; echo secret > outside/secret; echo x > source/f; ln -s \"$PWD/outside\" source/way");
        await _dataset.SyncAsync();
        _dataset.AddProgram("rsync", $"""
            {Bash}[[ " $* " != *" --delete-excluded "* ]] || echo '*deleting   0 way/secret'
            exec "$(type -aP rsync | sed -n 2p)" "$@"
            """);

        (await _dataset.TrySyncAsync()).ShouldFail("folder-replaced");

        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [StorageFact("rsync")]
    public async Task Folders_that_a_host_lists_as_new_are_walked_once_however_deep_they_lie_in_each_other()
    {
        await _dataset.BashAsync("mkdir -p source/a/b/c/d source/e; echo x > source/a/b/c/d/f");
        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync();
        await Dataset.UntilNextSecondAsync();
        await _dataset.BashAsync("mkdir -p new/b/c/d; touch -d 2001-01-01 new/b/c/d/f; mv source/a old; mv new source/a");
        await Dataset.UntilNextSecondAsync();
        await Dataset.UntilNextSecondAsync();
        _dataset.AddProgram(
            "find", $"{Bash}printf '%s\\n' \"$*\" >>'{_dataset.Combine("found")}'\nexec \"$(type -aP find | sed -n 2p)\" \"$@\"\n");

        await _dataset.SyncAsync();

        (await File.ReadAllLinesAsync(_dataset.Combine("found"))).Where(line => line.EndsWith("t 1 %p\\0", StringComparison.Ordinal))
            .Should().Equal("./a -printf t 1 %p\\0");
    }

    [StorageFact("rsync")]
    public async Task Errors_without_end_are_neither_kept_nor_waited_for()
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram(
            "rsync",
            $"{Bash}[[ $1 == --version || $* == *--server* ]] || {{ yes error >&2; exit 13; }}\nexec \"$(PATH=$REAL_PATH type -P rsync)\" "
                + $"\"$@\"\n");

        var result = await _dataset.TrySyncAsync(Dataset.RealPath);

        result.ShouldFail("rsync-endless");
        result.Stderr.Length.Should().BeLessThan(3 << 20);
    }

    [StorageFact("rsync")]
    public async Task Words_without_end_beside_a_copy_do_no_harm()
    {
        await _dataset.BashAsync("echo x > source/file");
        AddRemoteRsync("(exec yes noise >&2) & PATH=$REAL_PATH rsync \"$@\"; code=$?; kill $!; exit $code");

        var result = await _dataset.TrySyncAsync(Dataset.RealPath);

        result.ShouldSucceed();
        result.Stderr.Length.Should().BeLessThan(3 << 20);
    }

    [StorageFact("rsync", "python3")]
    public async Task Words_without_end_in_place_of_a_list_do_not_fill_the_disk()
    {
        await _dataset.BashAsync("echo precious > mount/file");
        // A sender that speaks the protocol, and then sends messages for the user.
        _dataset.AddProgram("remote/rsync", """
            #!/usr/bin/env python3
            import struct, subprocess, sys
            if "--version" in sys.argv:
                print("rsync  version 3.1.0  protocol version 29\nno ACLs, no xattrs")
                sys.exit()
            out = sys.stdout.buffer
            for number in 29, 1:
                out.write(struct.pack("<i", number))
                out.flush()
            line = b"x" * 4000 + b"\n"
            for i in range(5000):
                out.write(struct.pack("<I", 9 << 24 | len(line)) + line)
            """);
        _dataset.AddProgram(
            "head",
            $"{Bash}\"$(PATH=$REAL_PATH type -P head)\" \"${{@/#4G/50000}}\"; code=$?; stat -c '%n %s' work/compared "
                + $"{_dataset.Combine("scratch", Dataset.Guid, "work", "compared")} 2>/dev/null >>'{_dataset.Combine("sizes")}'; exit "
                + "$code\n");

        (await _dataset.TrySyncAsync(Dataset.RealPath)).ShouldFail("connection-broke");

        var sizes = await File.ReadAllLinesAsync(_dataset.Combine("sizes"));
        sizes.Select(line => long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).Max().Should()
            .BeInRange(1, 50000);
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }

    // A pipe takes the end of what rsync prints, so that nothing fails for rsync itself.
    [StorageFact("rsync")]
    public async Task List_of_attributes_that_is_cut_fails_the_sync()
    {
        await _dataset.BashAsync("touch source/{1..500}");
        await _dataset.SyncAsync();
        for (var i = 1; i <= 500; i++)
            ExtendedAttribute.Set(Path.Combine(_dataset.Mount, $"{i}"), "user.x", [1]);
        _dataset.AddProgram("head", $"{Bash}PATH=$REAL_PATH exec head \"${{@/#4G/2000}}\"\n");

        (await _dataset.TrySyncAsync(Dataset.RealPath, ("DLPX_MODE", "resync"))).ShouldFail("rsync-endless");
    }

    [StorageFact("rsync")]
    public async Task Key_with_a_passphrase_is_distinguished_from_one_that_is_not_authorised()
    {
        _dataset.AddProgram(
            "ssh",
            $"{Bash}[[ $* != *DEBUG1* || -z $ACCEPTED ]] || echo 'debug1: Server accepts key: /keys/id ED25519' >&2\necho "
                + $"'alice@db.example: Permission denied (publickey).' >&2\nexit 255\n");

        (await _dataset.TrySyncAsync(("ACCEPTED", ""))).ShouldFail("login-refused");
        (await _dataset.TrySyncAsync(("ACCEPTED", "1"))).ShouldFail("key-locked");
    }

    // Says its version as rsync does.
    private void AddRemoteRsync(string command) =>
        _dataset.AddProgram("remote/rsync", $"{Bash}[[ $1 != --version ]] || PATH=$REAL_PATH exec rsync --version\n{command}\n");
}
