using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>Source hosts that do not answer as they should, and environments that change what programs do.</summary>
public sealed class SyncHostileHostTests : IDisposable
{
    private const string Bash = "#!/usr/bin/env bash\n";

    // Runs a command as sshd does, but for what comes before it.
    private const string RunCommand = "until [[ $1 == -- ]]; do shift; done; unset SSH_CONNECTION; exec bash -c \"${*:3}\"\n";

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
        _dataset.AddProgram("rsync", $"{Bash}exec \"$(PATH=$REAL_PATH type -P rsync)\" \"${{@/#--timeout=*/--timeout=1}}\"\n");

        var result = await _dataset.TrySyncAsync(Dataset.RealPath);

        await _dataset.BashAsync("kill -KILL \"$(<pid)\" || true");
        result.ShouldFail("rsync-silent");
        result.Message.Should().MatchRegex("^rsync of the staging host and of source\\.example sent each other nothing for [0-9]+ minutes\\.$");
    }

    [StorageFact("rsync")]
    public async Task Rsync_that_falls_silent_while_it_copies_is_not_waited_for_without_end()
    {
        await _dataset.BashAsync("head -c 9M /dev/zero > source/file");
        AddRemoteRsync($"[[ $1 != --server ]] || {{ (sleep 2; kill -STOP $$) & echo $$ > '{_dataset.Combine("pid")}'; }}\nPATH=$REAL_PATH exec rsync \"$@\"");
        var variables = await _dataset.PlanAsync(Dataset.RealPath, ("DLPX_BANDWIDTH_LIMIT", "1000"));
        variables["DLPX_OPTIONS"] = System.Text.RegularExpressions.Regex.Replace(variables["DLPX_OPTIONS"], "--timeout=[0-9]+", "--timeout=2");

        var copied = Shell.RunScriptAsync("copy", variables);
        var ended = await Task.WhenAny(copied, Task.Delay(TimeSpan.FromSeconds(30)));
        await _dataset.BashAsync("kill -KILL \"$(<pid)\" || true");

        ended.Should().Be(copied);
        var result = await copied;
        ScriptFailure.Name(new ScriptOutput("copy", result.Stdout), result.Stderr).Should().Be("rsync-silent", result.Stdout + result.Stderr);
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

    [StorageFact("rsync")]
    public async Task Errors_without_end_are_neither_kept_nor_waited_for()
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram("rsync", $"{Bash}[[ $1 == --version || $* == *--server* ]] || {{ yes error >&2; exit 13; }}\nexec \"$(PATH=$REAL_PATH type -P rsync)\" \"$@\"\n");

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

    [StorageTheory("rsync")]
    [InlineData("RSYNC_PARTIAL_DIR=kept", "RSYNC_OLD_ARGS=1", "BASH_ENV=/proc/self/status")]
    [InlineData("RSYNC_ICONV=utf-8,iso-8859-1", "RSYNC_RSH=/bin/false", "GREP_OPTIONS=--invert-match", "CDPATH=/:/tmp")]
    [InlineData("RSYNC_MAX_ALLOC=1", "TAR_OPTIONS=--exclude=*", "BLOCK_SIZE=human-readable")]
    [InlineData("RSYNC_CHECKSUM_LIST=none", "POSIXLY_CORRECT=1", "SHELLOPTS=noclobber:noglob")]
    public Task Environment_of_the_staging_host_changes_nothing_of_what_is_copied(params string[] variables) =>
        CopiesAllAsync([.. variables.Select(variable => variable.Split('=', 2)).Select(parts => (parts[0], parts[1]))]);

    [StorageTheory("rsync")]
    [InlineData("RSYNC_PARTIAL_DIR=kept RSYNC_OLD_ARGS=1 BASH_ENV=/proc/self/status")]
    [InlineData("RSYNC_ICONV=utf-8,iso-8859-1 CDPATH=/:/tmp ENV=/proc/self/status")]
    [InlineData("POSIXLY_CORRECT=1 BLOCK_SIZE=human-readable")]
    public Task Environment_of_the_source_host_changes_nothing_of_what_is_copied(string variables)
    {
        _dataset.AddProgram("ssh", $"{Bash}export {variables}\n{RunCommand}");
        return CopiesAllAsync();
    }

    [StorageFact("rsync")]
    public async Task Limit_in_the_environment_for_what_people_type_does_not_end_the_wait_for_the_source_host()
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram("ssh", $"{Bash}sleep 2\n{RunCommand}");

        await _dataset.SyncAsync(("TMOUT", "1"));

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }

    [StorageTheory("rsync")]
    [InlineData(".:")]
    [InlineData(":")]
    [InlineData("bin:.::")]
    public async Task Programs_that_lie_in_the_tree_are_never_run(string path)
    {
        // They call no program by its name before PATH is the machine's own: that would be one of them again, without end.
        await _dataset.BashAsync("""
            printf '#!/bin/bash\n: >"%s/run"\nPATH="%s" exec "${0##*/}" "$@"\n' "$PWD" "$PATH" > source/find; chmod +x source/find
            for name in awk bash chown cut df head hostname od sed sort stat sync tar touch xargs; do cp source/find "source/$name"; done
            ln -s /src/x source/link; cp -a source/. mount; echo x > source/a; ln source/a source/b
            """);
        var paths = path + _dataset.Variables()["PATH"];
        _dataset.AddProgram("ssh", $"{Bash}PATH={path}$PATH\n{RunCommand}");

        await _dataset.SyncAsync(("PATH", paths));
        await _dataset.SyncAsync(("PATH", paths));
        (await _dataset.RunAsync("flush", ("PATH", paths))).ExitCode.Should().Be(0);
        var configured = await _dataset.RunAsync("configure", ("PATH", paths), ("DLPX_SOURCE_PATH", "/src"));

        configured.Stdout.Should().Be("rerootedSymlinks=1\n", configured.Stderr);
        File.Exists(_dataset.Combine("run")).Should().BeFalse();
    }

    [StorageFact]
    public async Task Tape_of_the_target_host_gets_none_of_the_links()
    {
        await _dataset.BashAsync("ln -s /src/x mount/link");

        (await _dataset.RunAsync("configure", ("DLPX_SOURCE_PATH", "/src"), ("TAPE", _dataset.Combine("tape")))).Stdout.Should().Be("rerootedSymlinks=1\n");

        File.Exists(_dataset.Combine("tape")).Should().BeFalse();
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
        _dataset.AddProgram("head", $"{Bash}\"$(PATH=$REAL_PATH type -P head)\" \"${{@/#4G/50000}}\"; code=$?; stat -c '%n %s' work/compared {_dataset.Combine("scratch", Dataset.Guid, "work", "compared")} 2>/dev/null >>'{_dataset.Combine("sizes")}'; exit $code\n");

        (await _dataset.TrySyncAsync(Dataset.RealPath)).ShouldFail("connection-broke");

        var sizes = await File.ReadAllLinesAsync(_dataset.Combine("sizes"));
        sizes.Select(line => long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).Max().Should().BeInRange(1, 50000);
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }

    [StorageTheory("rsync", "tcsh", "fish")]
    [InlineData("tcsh -c", "false")]
    [InlineData("fish -c", "false")]
    [InlineData("tcsh -c", "true")]
    [InlineData("fish -c", "true")]
    public async Task Source_user_may_have_any_shell(string shell, string isNoisy)
    {
        await _dataset.BashAsync("mkdir 'source/it'\\''s !a $b'; echo x > source/a; ln source/a source/b");
        _dataset.Source = _dataset.Combine("source", "..", "source");
        _dataset.AddProgram("ssh", $"{Bash}until [[ $1 == -- ]]; do shift; done; unset SSH_CONNECTION\n{isNoisy} && echo Welcome '!$a' '`b'\nexec {shell} \"${{*:3}}\"\n");

        await _dataset.SyncAsync();
        await _dataset.BashAsync("echo y >> source/a");
        await _dataset.SyncAsync();

        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Combine("source")));
    }

    [StorageTheory("rsync")]
    [InlineData("")]
    [InlineData("sessiontype stdinnull forkafterauthentication")]
    [InlineData("sessiontype stdinnull forkafterauthentication ciphers")]
    [InlineData("sessiontype stdinnull forkafterauthentication ciphers remotecommand")]
    public async Task Ssh_that_is_too_old_for_an_option_does_without_it(string unknown)
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram("ssh", $$"""
            #!/usr/bin/env bash
            echo >>'{{_dataset.Combine("calls")}}'
            for option in "$@"; do
                name=${option#-o} name=${name%%=*}
                [[ $option == -o* && ' {{unknown}} ' == *" ${name,,} "* ]] || continue
                [[ $name == Ciphers ]] && echo "command-line line 0: Bad SSH2 cipher spec '^aes128-gcm@openssh.com'." >&2 && exit 255
                echo "command-line: line 0: Bad configuration option: ${name,,}" >&2
                exit 255
            done
            {{RunCommand}}
            """);

        await _dataset.SyncAsync();

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }

    [StorageFact("rsync")]
    public async Task Key_with_a_passphrase_is_distinguished_from_one_that_is_not_authorised()
    {
        _dataset.AddProgram("ssh", $"{Bash}[[ $* != *DEBUG1* || -z $ACCEPTED ]] || echo 'debug1: Server accepts key: /keys/id ED25519' >&2\necho 'alice@db.example: Permission denied (publickey).' >&2\nexit 255\n");

        (await _dataset.TrySyncAsync(("ACCEPTED", ""))).ShouldFail("login-refused");
        (await _dataset.TrySyncAsync(("ACCEPTED", "1"))).ShouldFail("key-locked");
    }

    [ProgramFact("ssh")]
    public async Task Ssh_config_for_people_at_a_terminal_is_overridden_and_the_way_to_the_host_is_not()
    {
        await File.WriteAllTextAsync(_dataset.Combine("config"), """
            RequestTTY force
            ForwardAgent yes
            ForwardX11 yes
            GSSAPIDelegateCredentials yes
            Tunnel yes
            RemoteCommand tmux attach
            SessionType none
            StdinNull yes
            ForkAfterAuthentication yes
            PermitLocalCommand yes
            LocalCommand echo welcome
            LocalForward 2323 localhost:23
            ExitOnForwardFailure yes
            LogLevel DEBUG3
            BatchMode no
            ControlPersist no
            HostName real.example
            ProxyJump jump.example
            IdentityFile /keys/of/the/user
            ServerAliveInterval 0
            """);
        var options = SyncOptionsOf();

        var result = await Shell.RunAsync(["ssh", "-G", "-F", _dataset.Combine("config"), .. options]);

        var lines = result.Stdout.Split('\n');
        lines.Should().Contain(["requesttty false", "sessiontype default", "stdinnull no", "forkafterauthentication no", "permitlocalcommand no", "clearallforwardings yes", "loglevel ERROR", "batchmode yes"]);
        lines.Should().Contain(["forwardagent no", "forwardx11 no", "tunnel false"]).And.NotContain("gssapidelegatecredentials yes");
        lines.Should().Contain(["hostname real.example", "proxyjump jump.example", "identityfile /keys/of/the/user"]);
        lines.Where(line => line.StartsWith("remotecommand", StringComparison.Ordinal) || line.StartsWith("localforward", StringComparison.Ordinal)).Should().BeEmpty(result.Stderr);
    }

    // A first copy and a sync, with names that some settings leave out or change.
    private async Task CopiesAllAsync(params (string, string)[] environment)
    {
        await _dataset.BashAsync(
            "mkdir source/kept; echo x > source/kept/a; ln source/kept/a source/b; printf x > \"source/$(printf '\\351')\"");

        await _dataset.SyncAsync(environment);
        await _dataset.BashAsync("echo y >> source/kept/a");
        await _dataset.SyncAsync(environment);

        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    private static string[] SyncOptionsOf()
    {
        var source = new LinkedSourceDefinition { SourceAddress = "db.example", Username = "alice", MountLocation = "/mnt", SshPort = 22, AcceptNewHostKey = false, AllowEmptySource = false };
        return DirectoryPlugin.Sync.SyncOptions.Ssh(source, "/scratch").Split('\n');
    }

    // Says its version as rsync does.
    private void AddRemoteRsync(string command) =>
        _dataset.AddProgram("remote/rsync", $"{Bash}[[ $1 != --version ]] || PATH=$REAL_PATH exec rsync --version\n{command}\n");
}
