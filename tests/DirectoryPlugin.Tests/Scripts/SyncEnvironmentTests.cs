using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>
/// What users have set up on their hosts for themselves changes nothing of what is copied: variables, shells, programs, settings of ssh.
/// </summary>
public sealed class SyncEnvironmentTests : IDisposable
{
    private const string Bash = "#!/usr/bin/env bash\n";

    // Runs a command as sshd does, but for what comes before it.
    private const string RunCommand = "until [[ $1 == -- ]]; do shift; done; unset SSH_CONNECTION; exec bash -c \"${*:3}\"\n";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageTheory("rsync")]
    [InlineData("RSYNC_PARTIAL_DIR=kept", "RSYNC_OLD_ARGS=1", "BASH_ENV=/proc/self/status")]
    [InlineData("RSYNC_ICONV=utf-8,iso-8859-1", "RSYNC_RSH=/bin/false", "GREP_OPTIONS=--invert-match", "CDPATH=/:/tmp")]
    [InlineData("RSYNC_MAX_ALLOC=1", "TAR_OPTIONS=--exclude=*", "BLOCK_SIZE=human-readable")]
    [InlineData("RSYNC_CHECKSUM_LIST=none", "POSIXLY_CORRECT=1", "SHELLOPTS=noclobber:noglob")]
    [InlineData("BASHOPTS=failglob", "FUNCNEST=1")]
    [InlineData("lock=1", "code=5", "patience=0.001")]
    [InlineData("BASH_FUNC_rsync%%=() { :; }", "BASH_FUNC_grep%%=() { command grep -n \"$@\"; }", "BASH_FUNC_find%%=() { :; }")]
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
    public async Task Compatibility_with_an_older_bash_does_not_change_a_source_path_with_a_quote()
    {
        _dataset.Source = _dataset.MakeFolder("source", "it's");
        await File.WriteAllTextAsync(Path.Combine(_dataset.Source, "file"), "x");
        _dataset.AddProgram("ssh", $"{Bash}{RunCommand}");

        await _dataset.SyncAsync(("BASH_COMPAT", "4.2"));

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
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
        // The fake programs set PATH to that of the machine before they call anything: else they would call themselves without end.
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

        (await _dataset.RunAsync("configure", ("DLPX_SOURCE_PATH", "/src"), ("TAPE", _dataset.Combine("tape")))).Stdout.Should()
            .Be("rerootedSymlinks=1\n");

        File.Exists(_dataset.Combine("tape")).Should().BeFalse();
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
        _dataset.AddProgram(
            "ssh",
            $"{Bash}until [[ $1 == -- ]]; do shift; done; unset SSH_CONNECTION\n{isNoisy} && echo Welcome '!$a' '`b'\nexec {shell} "
                + $"\"${{*:3}}\"\n");

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
        lines.Should().Contain(
            [
                "requesttty false", "sessiontype default", "stdinnull no", "forkafterauthentication no", "permitlocalcommand no",
                "clearallforwardings yes", "loglevel ERROR", "batchmode yes",
            ]);
        lines.Should().Contain(["forwardagent no", "forwardx11 no", "tunnel false"]).And.NotContain("gssapidelegatecredentials yes");
        lines.Should().Contain(["hostname real.example", "proxyjump jump.example", "identityfile /keys/of/the/user"]);
        lines.Where(line => line.StartsWith("remotecommand", StringComparison.Ordinal)
            || line.StartsWith("localforward", StringComparison.Ordinal)).Should().BeEmpty(result.Stderr);
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
        var source = new LinkedSourceDefinition
        {
            SourceAddress = "db.example",
            Username = "alice",
            MountLocation = "/mnt",
            SshPort = 22,
            AcceptNewHostKey = false,
            AllowEmptySource = false,
        };
        return DirectoryPlugin.Sync.SyncOptions.Ssh(source, "/scratch").Split('\n');
    }
}
