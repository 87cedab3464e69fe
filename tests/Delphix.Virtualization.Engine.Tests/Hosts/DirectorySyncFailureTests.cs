using System.Globalization;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

/// <summary>Copies that fail, are cancelled, or meet a source that changes meanwhile.</summary>
public sealed class DirectorySyncFailureTests(SshServerFixture fixture) : IClassFixture<SshServerFixture>, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Source => _directory.Combine("source");

    private string Volume => _directory.Combine("volume");

    public void Dispose() => _directory.Dispose();

    [RootFact]
    public async Task FileThatCannotBeRead_fails_the_copy_and_deletes_nothing()
    {
        MakeTree();
        await File.WriteAllTextAsync(_directory.Combine("volume", "old"), "1");
        File.SetUnixFileMode(_directory.Combine("source", "file"), UnixFileMode.UserRead);
        OpenToAll(Path.GetDirectoryName(Source)!);
        await using var server = await StartAsync(
            "exec setpriv --reuid=65534 --regid=65534 --clear-groups bash -c \"$SSH_ORIGINAL_COMMAND\"");
        await using var connection = Open(server);

        var thrown = await ThrowsAsync(connection);

        thrown.Id.Should().Be(LibraryError.CopyFailed);
        thrown.Message.Should().StartWith($"RunSyncAsync from 127.0.0.1: rsync could not copy all of {Source} (exit code 23): ")
            .And.Contain("Permission denied (13)");
        File.Exists(_directory.Combine("volume", "old")).Should().BeTrue();
    }

    [RootFact]
    public async Task DirectoryThatCannotBeRead_is_reported_before_the_copy()
    {
        MakeTree();
        File.SetUnixFileMode(Source, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        OpenToAll(Path.GetDirectoryName(Source)!);
        await using var server = await StartAsync(
            "exec setpriv --reuid=65534 --regid=65534 --clear-groups bash -c \"$SSH_ORIGINAL_COMMAND\"");
        await using var connection = Open(server);

        (await ThrowsAsync(connection)).Message
            .Should().Be($"RunSyncAsync from 127.0.0.1: {Source} cannot be read by the user that rsync logs in as.");
    }

    [Fact]
    public async Task RemoteRsync_that_is_killed_is_a_broken_connection()
    {
        MakeTree();
        await using var server = await StartAsync(
            "case $SSH_ORIGINAL_COMMAND in rsync*) kill -KILL $$ ;; *) eval \"$SSH_ORIGINAL_COMMAND\" ;; esac");
        await using var connection = Open(server);

        var thrown = await ThrowsAsync(connection);

        thrown.Id.Should().Be(LibraryError.ConnectionFailed);
        thrown.Message.Should().StartWith($"RunSyncAsync from 127.0.0.1: the connection for the copy of {Source} broke: rsync: ");
    }

    [Fact]
    public async Task Copies_share_the_connections_login()
    {
        MakeTree();
        await using var connection = Open(fixture.Server);
        await connection.RunAsync(new HostCommand { Script = "true" }, CancellationToken.None);
        var logins = Logins();

        await SyncAsync(connection);

        Logins().Should().Be(logins);
        File.Exists(_directory.Combine("volume", "file")).Should().BeTrue();
    }

    [Fact]
    public async Task Copy_that_is_cancelled_ends_at_both_ends()
    {
        MakeTree();
        await File.WriteAllBytesAsync(_directory.Combine("source", "large"), RandomBytes(4 << 20));
        // Slowed down, so that it takes a minute.
        await using var server = await StartAsync(
            "command=$SSH_ORIGINAL_COMMAND; case $command in rsync*) command=${command/--sender/--sender --bwlimit=64} ;; esac; eval "
                + "\"$command\"");
        await using var connection = Open(server);
        using var cancel = new CancellationTokenSource();
        var copy = SyncAsync(connection, cancel.Token);
        await Eventually.IsTrueAsync(() => Directory.EnumerateFiles(Volume, ".large.*").Any(), "the copy begins");

        await cancel.CancelAsync();

        await copy.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        RunningProcess.WithCommandLine(Volume).Should().BeEmpty();
        Directory.EnumerateFiles(Volume, ".large.*").Should().BeEmpty("rsync cleans up when it is ended");
        await Eventually.IsTrueAsync(() => !RunningProcess.WithEnvironment(server.Mark).Any(IsRsync), "the remote rsync ends");
    }

    // The limit of rsync itself ends only the first.
    [Theory]
    [InlineData("kill -STOP $$")]
    [InlineData(
        "(while written=$(sed -n 's/^wchar: //p' /proc/$$/io) && [[ -n $written ]]; do ((written <= 500000)) || { kill -STOP $$; break; "
            + "}; sleep 0.05; done) & command=${command/--sender/--sender --bwlimit=1000}")]
    public async Task RemoteRsync_that_falls_silent_is_a_broken_connection(string stops)
    {
        MakeTree();
        await File.WriteAllBytesAsync(_directory.Combine("source", "large"), RandomBytes(4 << 20));
        var stopped = _directory.Combine("stopped");
        await using var server = await StartAsync(
            $"command=$SSH_ORIGINAL_COMMAND; [[ $command != rsync* ]] || {{ echo $$ >'{stopped}'; {stops}; eval \"exec $command\"; }}; "
                + "eval \"$command\"");
        await using var connection = Open(server);
        var sync = new DirectorySync(connection, Source, Volume, _ => { }) { Silence = TimeSpan.FromSeconds(2) };
        try
        {
            var copy = sync.RunAsync([], [], CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(50));
            (await copy.Invoking(task => task).Should().ThrowAsync<LibraryException>())
                .Which.Message.Should().StartWith($"RunSyncAsync from 127.0.0.1: the connection for the copy of {Source} broke");
        }
        finally
        {
            await Tool.RunAsync("kill", ["-KILL", (await File.ReadAllTextAsync(stopped)).Trim()], CancellationToken.None);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 24)]
    public async Task Pull_whose_files_vanish_is_run_once_more(int vanishing, int exitCode)
    {
        MakeTree();
        var calls = _directory.Combine("calls");

        var result = await PullAsync(WithStandIn($"echo call >>'{calls}'; (($(wc -l <'{calls}') > {vanishing})) || exit 24"));

        result.ExitCode.Should().Be(exitCode);
        (await File.ReadAllLinesAsync(calls)).Should().HaveCount(2);
    }

    // There may be more of them than the environment of a program has room for.
    [Fact]
    public async Task Pull_with_rules_gives_them_to_rsync_on_standard_input()
    {
        MakeTree();

        var result = await PullAsync(WithStandIn("tr '\\0' '|'; env | grep -c ^DVP_RULE"), "- /a\nb", "P /c");

        result.Should().Be(new RunResult(1, "- /a\nb|P /c|0\n", ""));
    }

    [Fact]
    public async Task Pull_without_rsync_says_so()
    {
        MakeTree();

        (await PullAsync("/nowhere")).Should().Be(new RunResult(70, "", "rsync is not installed.\n"));
    }

    private void MakeTree()
    {
        Directory.CreateDirectory(Source);
        Directory.CreateDirectory(Volume);
        File.WriteAllText(_directory.Combine("source", "file"), "1");
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }

    private static void OpenToAll(string folder) =>
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);

    private static bool IsRsync(int process)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/comm")).Trim() == "rsync";
        }
        catch (IOException)
        {
            return false;
        }
    }

    // A PATH on which a stand-in for rsync comes first.
    private string WithStandIn(string script)
    {
        var bin = Directory.CreateDirectory(_directory.Combine("bin")).FullName;
        File.WriteAllText(Path.Combine(bin, "rsync"), $"#!/bin/bash\n{script}\n");
        File.SetUnixFileMode(Path.Combine(bin, "rsync"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    private Task<RunResult> PullAsync(string path, params string[] rules)
    {
        var variables = new Dictionary<string, string>
        {
            ["PATH"] = path,
            ["DVP_SOURCE"] = Source,
            ["DVP_STATE"] = "directory",
            ["DVP_PLACE"] = "-",
            ["DVP_VOLUME"] = Volume,
            ["DVP_TARGET"] = Volume,
            ["DVP_RULE_COUNT"] = rules.Length.ToString(CultureInfo.InvariantCulture),
            ["DVP_SSH_COUNT"] = "0",
            ["DVP_SILENCE"] = "60",
        };
        for (var i = 0; i < rules.Length; i++)
            variables[string.Create(CultureInfo.InvariantCulture, $"DVP_RULE_{i}")] = rules[i];
        return new LocalConnection().RunAsync(
            new HostCommand { Script = EmbeddedScript.Read("pull.sh"), Variables = variables }, CancellationToken.None);
    }

    private Task SyncAsync(HostConnection connection, CancellationToken cancellationToken = default) =>
        new DirectorySync(connection, Source, Volume, _ => { }).RunAsync([], [], cancellationToken);

    private async Task<LibraryException> ThrowsAsync(HostConnection connection) =>
        (await FluentActions.Awaiting(() => SyncAsync(connection)).Should().ThrowAsync<LibraryException>()).Which;

    private Task<PrivateSshServer> StartAsync(string forcedCommand) =>
        PrivateSshServer.StartAsync(_directory.Combine("sshd"), new PrivateSshServerOptions { ForcedCommand = forcedCommand });

    private SshConnection Open(PrivateSshServer server) =>
        new(
            fixture.Environment with { Port = server.Port, IdentityFile = server.IdentityFile }, _directory.Combine("known"),
            acceptNewHostKey: true);

    private int Logins() =>
        File.ReadLines(fixture.Server.LogFile).Count(line => line.Contains("Accepted publickey", StringComparison.Ordinal));
}
