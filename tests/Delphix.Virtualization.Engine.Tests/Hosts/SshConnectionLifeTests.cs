using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

public sealed class SshConnectionLifeTests(SshServerFixture fixture) : IClassFixture<SshServerFixture>
{
    private static readonly HostCommand Hello = new() { Script = "echo hello" };

    [Fact]
    public async Task Calls_of_one_connection_share_a_login()
    {
        await using var connection = Open();
        await connection.RunAsync(Hello, CancellationToken.None);
        var logins = Logins();

        for (var i = 0; i < 5; i++)
            await connection.RunAsync(Hello, CancellationToken.None);

        Logins().Should().Be(logins);
    }

    [Fact]
    public async Task Dispose_of_a_connection_leaves_no_process_and_no_socket()
    {
        var connection = Open();
        await connection.RunAsync(Hello, CancellationToken.None);
        RunningProcess.WithCommandLine(connection.SocketFolder).Should().NotBeEmpty();

        await connection.DisposeAsync();

        await Eventually.IsTrueAsync(
            () => RunningProcess.WithCommandLine(connection.SocketFolder).Count == 0, "the shared connection ends");
        Directory.Exists(connection.SocketFolder).Should().BeFalse();
    }

    [Fact]
    public async Task Dispose_of_a_connection_that_was_never_used_leaves_nothing()
    {
        var connection = Open();

        await connection.DisposeAsync();

        Directory.Exists(connection.SocketFolder).Should().BeFalse();
    }

    [Fact]
    public async Task LoginFiles_are_read_once_and_their_output_is_no_part_of_the_scripts()
    {
        await using var server = await PrivateSshServer.StartAsync(fixture.PathOf("noisy"));
        await using var connection = new SshConnection(
            fixture.Environment with { Port = server.Port, IdentityFile = server.IdentityFile }, fixture.PathOf("known"),
            acceptNewHostKey: true);
        await File.WriteAllTextAsync(
            Path.Combine(server.HomeDirectory, ".bashrc"), "export READ=x$READ; echo 'Welcome!'; printf 'no newline'");

        (await connection.RunAsync(new HostCommand { Script = "echo $READ" }, CancellationToken.None))
            .Should().Be(new RunResult(0, "x\n", ""));
    }

    [Theory]
    [InlineData("tcsh -c", false)]
    [InlineData("tcsh -c", true)]
    [InlineData("fish -c", false)]
    [InlineData("dash -c", false)]
    public async Task Account_with_another_shell_runs_scripts(string shell, bool useLoginShell)
    {
        await using var server = await PrivateSshServer.StartAsync(fixture.PathOf($"shell-{Guid.NewGuid():N}"));
        await using var connection = new SshConnection(
            fixture.Environment with { Port = server.Port, IdentityFile = server.IdentityFile }, fixture.PathOf("known"),
            acceptNewHostKey: true);
        // In the place of the account's own shell, which sshd starts with the command as its last argument.
        await File.WriteAllTextAsync(Path.Combine(server.HomeDirectory, ".bashrc"), $"exec {shell} \"$BASH_EXECUTION_STRING\"");

        var result = await connection.RunAsync(
            new HostCommand
            {
                Script = "! false && echo \"it's $VALUE\"; exit 3",
                UseLoginShell = useLoginShell,
                Variables = new Dictionary<string, string> { ["VALUE"] = "a\nb!c'd\\" },
            },
            CancellationToken.None);

        result.Should().Be(new RunResult(3, "it's a\nb!c'd\\\n", ""));
    }

    [Fact]
    public async Task WrongKey_is_refused()
    {
        var key = fixture.PathOf($"key-{Guid.NewGuid():N}");
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key], CancellationToken.None);
        await using var connection = new SshConnection(
            fixture.Environment with { IdentityFile = key }, fixture.KnownHosts, acceptNewHostKey: true);

        await ThrowsAsync(connection, "127.0.0.1 cannot be reached over SSH: *Permission denied (publickey)*");
    }

    [Fact]
    public async Task UnknownHostKey_is_refused()
    {
        await using var connection = new SshConnection(fixture.Environment, fixture.PathOf("nothing-known"), acceptNewHostKey: false);

        await ThrowsAsync(connection, "127.0.0.1 cannot be reached over SSH: *Host key verification failed.*");
    }

    [Fact]
    public async Task ChangedHostKey_is_refused_even_where_new_ones_are_accepted()
    {
        var known = fixture.PathOf("changed");
        await using var other = await PrivateSshServer.StartAsync(fixture.PathOf($"other-{Guid.NewGuid():N}"));
        await File.WriteAllTextAsync(
            known, other.HostKeyLine.Replace($":{other.Port} ", $":{fixture.Server.Port} ", StringComparison.Ordinal) + "\n");
        await using var connection = new SshConnection(fixture.Environment, known, acceptNewHostKey: true);

        await ThrowsAsync(connection, "127.0.0.1 cannot be reached over SSH: *REMOTE HOST IDENTIFICATION HAS CHANGED*");
    }

    [Fact]
    public async Task RefusedPort_is_reported_with_the_address()
    {
        var server = await PrivateSshServer.StartAsync(fixture.PathOf($"gone-{Guid.NewGuid():N}"));
        await server.DisposeAsync();
        await using var connection = new SshConnection(
            fixture.Environment with { Port = server.Port }, fixture.KnownHosts, acceptNewHostKey: true);

        await ThrowsAsync(connection, $"127.0.0.1 cannot be reached over SSH: *port {server.Port}: Connection refused");
    }

    [Fact]
    public async Task Host_that_goes_down_while_a_script_runs_is_reported_as_a_broken_connection()
    {
        await using var server = await PrivateSshServer.StartAsync(fixture.PathOf($"dying-{Guid.NewGuid():N}"));
        await using var connection = new SshConnection(
            fixture.Environment with { Port = server.Port, IdentityFile = server.IdentityFile }, fixture.PathOf("known-dying"),
            acceptNewHostKey: true);
        var begun = fixture.PathOf($"begun-{Guid.NewGuid():N}");
        var running = connection.RunAsync(new HostCommand { Script = $"touch '{begun}'; sleep 600" }, CancellationToken.None);
        await Eventually.IsTrueAsync(() => File.Exists(begun), "the script begins");

        await server.StopAsync();

        (await running.Invoking(task => task).Should().ThrowAsync<LibraryException>()).Which.Message
            .Should().StartWith("The connection broke while a script ran");
        await server.StartAgainAsync();
        (await connection.RunAsync(Hello, CancellationToken.None)).Stdout.Should().Be("hello\n");
    }

    private SshConnection Open() => new(fixture.Environment, fixture.KnownHosts, acceptNewHostKey: true);

    private int Logins() =>
        File.ReadLines(fixture.Server.LogFile).Count(line => line.Contains("Accepted publickey", StringComparison.Ordinal));

    private static async Task ThrowsAsync(SshConnection connection, string message)
    {
        var thrown = (await FluentActions.Awaiting(() => connection.RunAsync(Hello, CancellationToken.None))
            .Should().ThrowAsync<LibraryException>()).Which;
        thrown.Id.Should().Be(LibraryError.ConnectionFailed);
        thrown.Message.Should().Match(message);
    }
}
