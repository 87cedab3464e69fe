using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Engine.Tests.Hosts;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Plugins;

public sealed class EngineLibsTests : IAsyncLifetime, IDisposable, IClassFixture<SshServerFixture>
{
    private readonly SshServerFixture _server;
    private readonly EngineFolder _folder = new();
    private readonly RemoteConnection _connection;
    private readonly HostConnections _hosts;
    private readonly List<ScriptCall> _ran = [];

    public EngineLibsTests(SshServerFixture server)
    {
        _server = server;
        _hosts = new HostConnections(_folder.Directory);
        var environment = Samples.Environment();
        _connection = new RemoteConnection(
            new RemoteEnvironment(
                environment.Name, environment.Reference, new RemoteHost("localhost", environment.HostReference, "/bin", "/scratch")),
            new RemoteUser(Environment.UserName, environment.UserReference));
    }

    public Task InitializeAsync() =>
        _folder.Catalog.SaveAsync(
            Samples.Environment() with { Address = "localhost", User = Environment.UserName }, CancellationToken.None);

    public async Task DisposeAsync() => await _hosts.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bash_with_check_turns_an_exit_code_into_an_exception()
    {
        var libs = Libs("virtual.start");

        (await libs.RunBashAsync(_connection, "echo $A; exit 3", new Dictionary<string, string> { ["A"] = "1" }))
            .Should().Be(new RunResult(3, "1\n", ""));
        var thrown = await libs.Awaiting(libs => libs.RunBashAsync(_connection, "echo out; echo err >&2; exit 3", check: true))
            .Should().ThrowAsync<ScriptException>();

        thrown.Which.Result.Should().Be(new RunResult(3, "out\n", "err\n"));
        (await libs.RunBashAsync(_connection, "shopt -q login_shell && echo login", useLoginShell: true, check: true)).Stdout
            .Should().EndWith("login\n");
    }

    [Fact]
    public async Task Expect_with_check_turns_an_exit_code_into_an_exception()
    {
        var libs = Libs("virtual.start");

        (await libs.RunExpectAsync(_connection, "puts $env(A); exit 4", new Dictionary<string, string> { ["A"] = "1" }))
            .Should().Be(new RunResult(4, "1\n", ""));
        var thrown = await libs.Awaiting(libs => libs.RunExpectAsync(_connection, "puts out; puts stderr err; exit 4", check: true))
            .Should().ThrowAsync<ScriptException>();

        thrown.Which.Result.Should().Be(new RunResult(4, "out\n", "err\n"));
        (await libs.RunExpectAsync(_connection, "puts out", check: true)).Stdout.Should().Be("out\n");
    }

    [Theory]
    [InlineData("#!/usr/bin/env bash\n\n# copy.sh\necho $A >&2; exit 3", "copy.sh")]
    [InlineData(
        "  echo $A >&2; exit 3 # with so many words that the end is not shown",
        "echo $A >&2; exit 3 # with so many words that the end is not …")]
    public async Task Script_that_ran_is_reported_with_its_name_exit_code_and_errors_without_secrets(string script, string name)
    {
        await Libs("virtual.start").RunBashAsync(_connection, script, new Dictionary<string, string> { ["A"] = "a-very-secret-text" });

        var ran = _ran.Should().ContainSingle().Which;
        (ran.Name, ran.ExitCode, ran.Error).Should().Be((name, 3, "********\n"));
        ran.ToString().Should().MatchRegex(@"^.* in .*: exit code 3 after \d+ ms\n\*{8}$");
    }

    [Fact]
    public async Task Name_of_a_script_that_ends_within_a_secret_has_no_part_of_it()
    {
        const string Secret = "7Qx9-Lw4r-Zp2k-Vn8d";

        var libs = Libs("virtual.start");
        libs.UpgradePassword(Secret);
        await libs.RunBashAsync(_connection, $"true --with-options --until-the-name-is-long --password {Secret}");

        _ran.Should().ContainSingle().Which.Name.Should().NotContain(Secret[..4]);
    }

    [Fact]
    public async Task Name_of_a_script_has_no_part_of_a_secret_that_it_cuts()
    {
        var scope = new OperationScope(null, "files", null) { Operation = "virtual.start" };
        scope.Secrets.Add("a-very-secret-text");

        await Libs(scope).RunBashAsync(_connection, $": {new string('x', 45)} a-very-secret-text");

        _ran.Should().ContainSingle().Which.Name.Should().NotContain("a-very");
    }

    [Fact]
    public async Task Script_that_was_ended_is_reported_too()
    {
        using var cancelled = new CancellationTokenSource();
        var running = Libs("virtual.start").RunBashAsync(
            _connection, $"touch '{_folder.PathOf("started")}'; sleep 600", cancellationToken: cancelled.Token);
        await Eventually.IsTrueAsync(() => File.Exists(_folder.PathOf("started")), "the script begins");

        await cancelled.CancelAsync();

        await running.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        _ran.Should().ContainSingle().Which.ExitCode.Should().BeNull();
    }

    [Fact]
    public async Task Library_on_an_environment_that_is_not_there_is_refused()
    {
        var elsewhere = _connection with { Environment = _connection.Environment with { Reference = "UNIX_HOST_ENVIRONMENT-9" } };

        var thrown = await Libs("virtual.start").Awaiting(libs => libs.RunExpectAsync(elsewhere, ""))
            .Should().ThrowAsync<LibraryException>();

        (thrown.Which.Id, thrown.Which.Message)
            .Should().Be((LibraryError.InvalidArgument, "RunExpectAsync: the engine has no environment UNIX_HOST_ENVIRONMENT-9."));
    }

    [Fact]
    public async Task Sync_outside_of_a_direct_sync_is_refused()
    {
        var thrown = await Libs("virtual.configure").Awaiting(libs => libs.RunSyncAsync(_connection, "/etc"))
            .Should().ThrowAsync<LibraryException>();

        (thrown.Which.Id, thrown.Which.Message).Should().Be(
            (LibraryError.NotSupported,
                "RunSyncAsync can be called by linked.preSnapshot and linked.postSnapshot of a direct plugin only; this is "
                    + "virtual.configure."));
    }

    [Fact]
    public async Task Sync_of_the_engines_own_machine_as_somebody_else_is_refused()
    {
        var volume = Directory.CreateDirectory(_folder.PathOf("volume")).FullName;
        Directory.CreateDirectory(_folder.PathOf("source"));
        await File.WriteAllTextAsync(_folder.PathOf("source", "file"), "1");
        var libs = Libs("linked.preSnapshot", volume);

        var thrown = await libs.Awaiting(libs => libs.RunSyncAsync(_connection, _folder.PathOf("source"), rsyncUser: "oracle"))
            .Should().ThrowAsync<LibraryException>();
        await libs.RunSyncAsync(_connection, _folder.PathOf("source"), rsyncUser: Environment.UserName);

        (thrown.Which.Id, thrown.Which.Message).Should().Be(
            (LibraryError.NotSupported,
                $"RunSyncAsync: the engine's own machine is read as the user that the engine runs as, {Environment.UserName}, and not as "
                    + "oracle."));
        File.Exists(Path.Combine(volume, "file")).Should().BeTrue();
    }

    [Fact]
    public async Task Sync_as_another_user_logs_in_as_that_user()
    {
        await _folder.Catalog.SaveAsync(_server.Environment with { User = "nobody-here" }, CancellationToken.None);
        await File.WriteAllTextAsync(_folder.Directory.KnownHosts, _server.Server.HostKeyLine + "\n");
        var volume = Directory.CreateDirectory(_folder.PathOf("volume")).FullName;
        Directory.CreateDirectory(_folder.PathOf("source"));
        await File.WriteAllTextAsync(_folder.PathOf("source", "file"), "1");
        var libs = Libs("linked.preSnapshot", volume);

        await libs.RunSyncAsync(_connection, _folder.PathOf("source"), rsyncUser: _server.Server.UserName);
        var thrown = await libs.Awaiting(libs => libs.RunSyncAsync(_connection, _folder.PathOf("source")))
            .Should().ThrowAsync<LibraryException>();

        File.Exists(Path.Combine(volume, "file")).Should().BeTrue();
        thrown.Which.Id.Should().Be(LibraryError.ConnectionFailed);
    }

    [Fact]
    public async Task Failure_of_the_engine_itself_is_nothing_that_a_plugin_can_handle()
    {
        await Damage.DoAsync(Path.Combine(_folder.Directory.Catalog("environment"), $"{_connection.Environment.Reference}.json"), "{");
        var volume = Directory.CreateDirectory(_folder.PathOf("volume")).FullName;
        Func<EngineLibs, Task>[] calls =
        [
            libs => libs.RunBashAsync(_connection, "true"),
            libs => libs.RunPowershellAsync(_connection, "true", check: true),
            libs => libs.RunExpectAsync(_connection, ""),
            libs => libs.RunSyncAsync(_connection, "/etc"),
            libs => libs.RetrieveCredentialsAsync(new() { ["type"] = "NamedPasswordCredential", ["password"] = "encrypted:v1:AAAA" }),
        ];

        foreach (var call in calls)
        {
            var thrown =
                (await Libs("linked.preSnapshot", volume).Awaiting(call).Should().ThrowExactlyAsync<NonActionableLibraryException>()).Which;
            (thrown.Message, JobErrors.Describe(thrown))
                .Should().Be((thrown.InnerException!.Message, JobErrors.Describe(thrown.InnerException)));
        }
    }

    private EngineLibs Libs(string operation, string? volume = null) =>
        Libs(new OperationScope(null, "files", null) { Operation = operation, Volume = volume });

    private EngineLibs Libs(OperationScope scope) =>
        new(_folder.Catalog, _hosts, new SecretBox(_folder.Directory), scope, TimeProvider.System, _ran.Add);
}
