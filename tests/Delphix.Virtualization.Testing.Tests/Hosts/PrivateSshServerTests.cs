using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Testing.Tests;

public sealed class PrivateSshServerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task PrivateSshServer_started_lets_its_key_in_and_is_the_known_host()
    {
        await using var server = await StartAsync();

        var output = await LogInAsync(server, "printf '%s|' \"$(id -un)\" ~ \"$SSH_CONNECTION\"");

        output.Should().StartWith($"{Environment.UserName}|{server.HomeDirectory}|127.0.0.1 ").And.EndWith($" 127.0.0.1 {server.Port}|");
        (await File.ReadAllTextAsync(server.LogFile)).Should().Contain("Accepted publickey for");
    }

    [Fact]
    public async Task PrivateSshServer_variables_reach_every_session_unchanged()
    {
        var environment =
            new Dictionary<string, string> { ["DLPX_DIRECTORIES"] = "/a path:/with \"quotes\" \\and $HOME # größe", ["OTHER"] = "" };
        await using var server = await StartAsync(new PrivateSshServerOptions { Environment = environment });

        var output = await LogInAsync(server, "printf '%s|' \"$DLPX_DIRECTORIES\" \"${OTHER-unset}\"");

        output.Should().Be($"{environment["DLPX_DIRECTORIES"]}||");
    }

    [Fact]
    public async Task PrivateSshServer_other_key_is_turned_away()
    {
        await using var server = await StartAsync();
        var other = _directory.Combine("other_key");
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", other], CancellationToken.None);

        var logIn = () => LogInAsync(server, "true", other);

        (await logIn.Should().ThrowAsync<ToolException>().WithMessage("*Permission denied*")).Which.ExitCode.Should().Be(255);
    }

    [Fact]
    public async Task PrivateSshServer_started_again_has_the_same_port_and_keys()
    {
        await using var server = await StartAsync();
        var (port, hostKey) = (server.Port, server.HostKeyLine);

        await server.StopAsync();
        var stopped = () => LogInAsync(server, "true");
        (await stopped.Should().ThrowAsync<ToolException>().WithMessage("*Connection refused*")).Which.ExitCode.Should().Be(255);
        server.IsRunning.Should().BeFalse();
        await server.StartAgainAsync();

        (await LogInAsync(server, "echo back")).Should().Be("back\n");
        (server.Port, server.HostKeyLine).Should().Be((port, hostKey));
    }

    [Fact]
    public async Task PrivateSshServer_dispose_leaves_no_process_of_any_session()
    {
        var server = await StartAsync();
        int[] processes;
        await using (server)
        {
            // One child of the session, one whose parent ended, one that also left for a session of its own.
            var script =
                "sleep 1001 & echo $!; (sleep 1002 & echo $!); (setsid sleep 1003 < /dev/null > /dev/null 2>&1 & echo $!); echo $$; wait";
            var session = SessionAsync(server, script, out var firstLines);
            processes = [.. (await firstLines).Select(line => int.Parse(line, System.Globalization.CultureInfo.InvariantCulture))];
            processes.Should().HaveCount(4).And.OnlyContain(id => ProcessTree.Identify(id) != null);

            await server.DisposeAsync();

            await FluentActions.Awaiting(() => session).Should().ThrowAsync<ToolException>();
        }

        processes.Should().OnlyContain(id => ProcessTree.Identify(id) == null);
        ProcessTree.Find(new HashSet<int>(processes), server.Mark).Should().BeEmpty();
    }

    [Fact]
    public async Task PrivateSshServer_two_at_once_do_not_know_each_other()
    {
        await using var first = await StartAsync(name: "first");
        await using var second = await StartAsync(name: "second");

        await first.StopAsync();

        first.Port.Should().NotBe(second.Port);
        (await LogInAsync(second, "echo here")).Should().Be("here\n");
    }

    [Fact]
    public async Task PrivateSshServer_that_cannot_start_says_what_sshd_said()
    {
        await using var server = await StartAsync();
        await server.StopAsync();
        File.Delete(Path.Combine(Path.GetDirectoryName(server.LogFile)!, "host_key"));

        var start = () => server.StartAgainAsync();

        await start.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("sshd ended with exit code 1 before it accepted a connection: *no hostkeys available*");
        server.IsRunning.Should().BeFalse();
    }

    [Fact]
    public async Task PrivateSshServer_port_taken_while_it_was_stopped_is_reported()
    {
        await using var server = await StartAsync();
        await server.StopAsync();
        using var taker = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, server.Port);
        taker.Start();

        var start = () => server.StartAgainAsync();

        await start.Should().ThrowAsync<InvalidOperationException>()
            .WithMessage($"Port {server.Port} was taken while the server was stopped.");
    }

    [Fact]
    public async Task PrivateSshServer_cancelled_while_starting_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        var start = () => PrivateSshServer.StartAsync(_directory.Combine("sshd"), cancellationToken: cancellation.Token);

        await start.Should().ThrowAsync<OperationCanceledException>();
        Directory.Exists(_directory.Combine("sshd")).Should().BeFalse();
    }

    [Fact]
    public void SshServerProgram_not_installed_says_how_to_install_it()
    {
        var find = () => SshServerProgram.Find($"{_directory.Path}:relative", [_directory.Combine("sbin")]);

        find.Should().Throw<InvalidOperationException>().WithMessage("*apt-get install openssh-server");
    }

    private Task<PrivateSshServer> StartAsync(PrivateSshServerOptions? options = null, string name = "sshd directory") =>
        PrivateSshServer.StartAsync(_directory.Combine(name), options);

    private async Task<string> LogInAsync(PrivateSshServer server, string command, string? identityFile = null) =>
        (await Ssh(server, command, identityFile).RunAsync(CancellationToken.None)).Text;

    /// <summary>A session that stays open; its first four lines come as soon as they are there.</summary>
    private Task<(int ExitCode, string Error)> SessionAsync(PrivateSshServer server, string command, out Task<string[]> firstLines)
    {
        var lines = new TaskCompletionSource<string[]>();
        firstLines = lines.Task;
        return Ssh(server, command).StreamAsync(
            writeInput: null,
            async (output, token) =>
            {
                using var reader = new StreamReader(output);
                var read = new List<string>();
                while (await reader.ReadLineAsync(token) is { } line)
                {
                    read.Add(line);
                    if (read.Count == 4)
                        lines.TrySetResult([.. read]);
                }

                lines.TrySetResult([.. read]);
            },
            CancellationToken.None);
    }

    private Tool Ssh(PrivateSshServer server, string command, string? identityFile = null)
    {
        var knownHosts = _directory.Combine($"known_hosts-{server.Port}");
        File.WriteAllText(knownHosts, server.HostKeyLine + "\n");
        return new Tool
        {
            Program = "ssh",
            Arguments =
            [
                "-F", "none", "-T", "-p", $"{server.Port}", "-l", server.UserName, "-i", identityFile ?? server.IdentityFile,
                "-o", $"UserKnownHostsFile={knownHosts}", "-o", "GlobalKnownHostsFile=none", "-o", "StrictHostKeyChecking=yes", "-o",
                "IdentitiesOnly=yes", "-o", "BatchMode=yes",
                server.Address, command,
            ],
        };
    }
}
