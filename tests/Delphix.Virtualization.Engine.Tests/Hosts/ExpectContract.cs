using Delphix.Virtualization.Engine.Hosts;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

/// <summary>What scripts for expect may rely on, wherever their host is. The expect is a real one.</summary>
public abstract class ExpectContract : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private protected abstract HostConnection Connection { get; }

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Script_that_answers_a_question_is_understood()
    {
        const string Script = """
            spawn sh -c {stty -echo; printf "Password: "; read -r answer; echo; [ "$answer" = "$SECRET" ] && exit 5}
            expect "Password: "
            send "$env(SECRET)\r"
            expect eof
            lassign [wait] pid id error code
            exit $code
            """;

        var result = await RunAsync(Script, new() { ["SECRET"] = "grüße $HOME [exit 1] \"" });

        result.ExitCode.Should().Be(5);
        result.Stdout.Should().Contain("Password: ").And.NotContain("grüße");
    }

    [Theory]
    [InlineData("exit 7", 7, "", "")]
    [InlineData("exit 255", 255, "", "")]
    [InlineData("", 0, "", "")]
    [InlineData("puts out; puts stderr err", 0, "out\n", "err\n")]
    [InlineData("gets stdin line; puts [eof stdin]", 0, "1\n", "")]
    [InlineData("puts $argc", 0, "0\n", "")]
    public async Task Script_that_ends_gives_its_output_and_exit_code(string script, int exitCode, string stdout, string stderr)
    {
        (await RunAsync(script)).Should().Be(new RunResult(exitCode, stdout, stderr));
    }

    [Theory]
    [InlineData("dvp_script")]
    [InlineData("dvp_program")]
    [InlineData("dvp_path")]
    public async Task Variable_with_any_name_arrives_and_never_changes_what_runs(string name)
    {
        (await RunAsync($"puts $env({name})", new() { [name] = "/bin/echo" })).Should().Be(new RunResult(0, "/bin/echo\n", ""));
    }

    [Fact]
    public async Task Script_with_a_fault_says_what_it_is()
    {
        var result = await RunAsync("no-such-command");

        result.ExitCode.Should().Be(1);
        result.Stderr.Should().Contain("invalid command name \"no-such-command\"");
    }

    [Fact]
    public async Task Script_of_five_megabytes_runs()
    {
        (await RunAsync($"set text {{{new string('x', 5 << 20)}}}\nputs [string length $text]")).Stdout.Should().Be($"{5 << 20}\n");
    }

    [Fact]
    public async Task ScriptAndVariables_are_in_no_command_line()
    {
        var secret = Guid.NewGuid().ToString();

        var result = await RunAsync(
            $"puts [exec bash -c {{cat /proc/[0-9]*/cmdline 2>/dev/null | tr \"\\0\" \" \"}}]; # {secret}", new() { ["SECRET"] = secret });

        result.Stdout.Should().Contain("expect").And.NotContain(secret);
    }

    [Theory]
    [InlineData("spawn sleep 600; expect -timeout -1 eof")]
    [InlineData("exec sleep 600")]
    [InlineData("spawn sh -c {trap \"\" HUP TERM; exec sleep 600}; expect -timeout -1 eof")]
    [InlineData("trap SIG_IGN SIGTERM; while 1 { sleep 1 }")]
    public async Task Script_that_is_cancelled_ends_with_all_that_it_started(string script)
    {
        var mark = $"DVP_TEST={Guid.NewGuid():N}";
        var ready = _directory.Combine("ready");
        using var cancel = new CancellationTokenSource();
        var command = new HostCommand
        {
            Script = $"close [open $env(READY) w]; {script}",
            Interpreter = Interpreter.Expect,
            Variables = new Dictionary<string, string> { ["READY"] = ready, ["DVP_TEST"] = mark.Split('=')[1] },
        };
        var running = Connection.RunAsync(command, cancel.Token);
        await Eventually.IsTrueAsync(() => File.Exists(ready), "the script begins");

        await cancel.CancelAsync();

        await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.IsTrueAsync(() => RunningProcess.WithEnvironment(mark).Count == 0, "nothing of the script continues");
    }

    private Task<RunResult> RunAsync(string script, Dictionary<string, string>? variables = null) =>
        Connection.RunAsync(
            new HostCommand { Script = script, Interpreter = Interpreter.Expect, Variables = variables ?? [] }, CancellationToken.None);
}

public sealed class LocalExpectTests : ExpectContract
{
    private protected override HostConnection Connection { get; } = new LocalConnection();
}

public sealed class SshExpectTests(SshServerFixture fixture) : ExpectContract, IClassFixture<SshServerFixture>
{
    private protected override HostConnection Connection => fixture.Connection;
}
