using System.Diagnostics;
using System.Globalization;
using Delphix.Virtualization.Engine.Hosts;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

/// <summary>What every connection promises, wherever its host is.</summary>
public abstract class HostConnectionContract : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private protected abstract HostConnection Connection { get; }

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("false", 1)]
    [InlineData("exit 255", 255)]
    [InlineData("no-such-program", 127)]
    [InlineData("if", 2)]
    [InlineData("kill -KILL $BASHPID", 137)]
    [InlineData("set -e; false; exit 3", 1)]
    [InlineData("", 0)]
    [InlineData("exec true", 0)]
    public async Task Script_that_ends_gives_its_exit_code(string script, int exitCode)
    {
        (await RunAsync(script)).ExitCode.Should().Be(exitCode);
    }

    [Fact]
    public async Task Script_with_output_gives_both_streams_as_they_were()
    {
        var result = await RunAsync("printf 'out grüße\\n\\n'; printf 'err' >&2; exit 255");

        result.Should().Be(new RunResult(255, "out grüße\n\n", "err"));
    }

    [Fact]
    public async Task Script_with_quotes_and_any_characters_runs_as_it_is()
    {
        var result = await RunAsync("printf '%s|' 'single' \"double $((1+1))\" $'tab\\t' \\\\ '!' '%' 'ü'\n# no newline at the end");

        result.Stdout.Should().Be("single|double 2|tab\t|\\|!|%|ü|");
    }

    [Fact]
    public async Task Script_reading_its_input_finds_it_empty()
    {
        (await RunAsync("cat; read -r line || echo none")).Stdout.Should().Be("none\n");
    }

    [Fact]
    public async Task Script_of_twelve_megabytes_runs()
    {
        var script = new string('#', 12 << 20) + "\necho end.";

        (await RunAsync(script)).Stdout.Should().Be("end.\n");
    }

    [Fact]
    public async Task Output_of_fifty_megabytes_arrives_whole()
    {
        (await RunAsync("head -c 50M /dev/zero | tr '\\0' x")).Stdout.Length.Should().Be(50 << 20);
    }

    [Fact]
    public async Task Output_that_never_ends_is_ended_at_the_limit()
    {
        var mark = $"DVP_TEST={Guid.NewGuid():N}";

        var thrown = await FluentActions.Awaiting(
            () => RunAsync("head -c 8K /dev/zero | tr '\\0' x; cat /dev/zero >&2", new() { ["DVP_TEST"] = mark.Split('=')[1] }))
            .Should().ThrowAsync<LimitExceededException>();

        thrown.Which.Message.Should().StartWith("The output of the script so far has ").And.EndWith(
            " bytes; it must stay below 201,326,592 bytes (192 MiB).");
        RunningProcess.WithEnvironment(mark).Should().BeEmpty();
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("new\nline\n")]
    [InlineData("quote ' \" ` $HOME $(id) \\ \t \u0001 🌲")]
    [InlineData("-n")]
    public async Task Variable_with_any_characters_arrives_as_it_is(string value)
    {
        (await RunAsync("printf '%s' \"$DLPX_VALUE\"; bash -c 'printf \"%s\" \"$DLPX_VALUE\"'", new() { ["DLPX_VALUE"] = value })).Stdout
            .Should().Be(value + value);
    }

    // The names that a script in between might use itself.
    [Theory]
    [InlineData("count")]
    [InlineData("size")]
    [InlineData("name")]
    [InlineData("value")]
    [InlineData("script")]
    [InlineData("job")]
    [InlineData("code")]
    [InlineData("i")]
    [InlineData("IFS")]
    [InlineData("_x1")]
    [InlineData("LC_ALL")]
    [InlineData("dvp_script")]
    [InlineData("dvp_program")]
    [InlineData("dvp_path")]
    [InlineData("dvp_size")]
    [InlineData("dvp_count")]
    [InlineData("dvp_variables")]
    public async Task Variable_with_any_name_arrives(string name)
    {
        var result = await RunAsync($"printf '%s' \"${name}\"", new() { ["A"] = "1", [name] = "a value", ["Z"] = "2" });

        result.Should().Be(new RunResult(0, "a value", result.Stderr));
    }

    [Fact]
    public async Task Script_whose_path_variable_is_wrong_never_counts_as_done()
    {
        var result = await RunAsync("echo done; ls", new() { ["PATH"] = "/nowhere" });

        result.ExitCode.Should().Be(127);
        result.Stdout.Should().Be("done\n");
    }

    [Fact]
    public async Task Variables_are_in_no_command_line()
    {
        var secret = Guid.NewGuid().ToString();

        var result = await RunAsync(
            "cat /proc/[0-9]*/cmdline | tr '\\0' ' '; printf '%s' \"$DLPX_SECRET\" | wc -c", new() { ["DLPX_SECRET"] = secret });

        result.Stdout.Should().NotContain(secret).And.EndWith($"{secret.Length}\n");
    }

    [Fact]
    public async Task Variable_that_linux_gives_to_no_program_is_refused_by_name()
    {
        var fits = new Dictionary<string, string> { ["BIG"] = new('x', (128 << 10) - 5) };
        var many = Enumerable.Range(0, 13).ToDictionary(i => $"BIG{i}", _ => new string('x', 120 << 10));

        (await RunAsync("bash -c 'echo ${#BIG}'", fits)).Should().Be(new RunResult(0, $"{(128 << 10) - 5}\n", ""));
        (await RunAsync("bash -c 'echo ${#BIG11}'", many.Take(12).ToDictionary())).Should().Be(new RunResult(0, $"{120 << 10}\n", ""));
        (await TooLargeAsync(new() { ["BIG"] = fits["BIG"] + "x" })).Message
            .Should().Be("The variable BIG, with its name, has 131,072 bytes; it must stay below 131,072 bytes (128 KiB).");
        (await TooLargeAsync(many)).Message
            .Should().Be("The environment of all variables has 1,597,508 bytes; it must stay below 1,572,864 bytes (1.5 MiB).");
    }

    [Fact]
    public async Task Script_with_a_login_shell_reads_the_login_files()
    {
        (await RunAsync("shopt -q login_shell && echo login || echo plain")).Stdout.Should().Be("plain\n");
        var command = new HostCommand { Script = "shopt -q login_shell && echo login || echo plain", UseLoginShell = true };
        (await Connection.RunAsync(command, CancellationToken.None)).Stdout.Should().Be("login\n");
    }

    [Theory]
    [InlineData("sleep 600")]
    [InlineData("(sleep 600 & sleep 600 & wait)")]
    [InlineData("trap '' TERM; sleep 600")]
    [InlineData("bash -c 'trap \"\" TERM; echo $$ >>\"$PIDS\"; while :; do sleep 600; done'")]
    [InlineData("sleep 600 & (trap '' TERM; sleep 600) & wait")]
    [InlineData("setsid sleep 600 & wait")]
    [InlineData("setsid bash -c 'trap \"\" HUP TERM; sleep 600' & wait")]
    [InlineData("set -m; sleep 600 & wait")]
    [InlineData("set -m; (while :; do sleep 1; done) & wait")]
    public async Task Script_that_is_cancelled_ends_with_all_that_it_started(string script)
    {
        var pids = _directory.Combine("pids");
        var mark = $"DVP_TEST={Guid.NewGuid():N}";
        using var cancel = new CancellationTokenSource();
        var running = Connection.RunAsync(
            new HostCommand
            {
                Script = $"echo $BASHPID >\"$PIDS\"; : >\"$PIDS.ready\"; {script}",
                Variables = new Dictionary<string, string> { ["PIDS"] = pids, ["DVP_TEST"] = mark.Split('=')[1] },
            },
            cancel.Token);
        await Eventually.IsTrueAsync(() => File.Exists(pids + ".ready"), "the script begins");
        var group = int.Parse((await File.ReadAllLinesAsync(pids))[0], CultureInfo.InvariantCulture);
        await Eventually.IsTrueAsync(() => RunningProcess.WithEnvironment(mark).Count > 0, "the script starts something");
        var started = Stopwatch.GetTimestamp();

        await cancel.CancelAsync();

        await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(30));
        RunningProcess.InGroup(group).Should().BeEmpty();
        RunningProcess.WithEnvironment(mark).Should().BeEmpty();
    }

    [Fact]
    public async Task Script_returns_when_nothing_that_it_started_holds_its_output()
    {
        var done = _directory.Combine("done");

        await RunAsync("(sleep 0.5; : >\"$DONE\") &", new() { ["DONE"] = done });

        File.Exists(done).Should().BeTrue();
    }

    [Fact]
    public async Task Script_that_is_cancelled_leaves_what_another_script_started()
    {
        var mark = $"DVP_TEST={Guid.NewGuid():N}";
        await RunAsync("setsid sleep 600 >/dev/null 2>&1 &", new() { ["DVP_TEST"] = mark.Split('=')[1] });
        var left = RunningProcess.WithEnvironment(mark).Should().ContainSingle().Which;
        try
        {
            using var cancel = new CancellationTokenSource();
            var ready = _directory.Combine("ready");
            var running = Connection.RunAsync(
                new HostCommand { Script = ": >\"$READY\"; sleep 600", Variables = new Dictionary<string, string> { ["READY"] = ready } },
                cancel.Token);
            await Eventually.IsTrueAsync(() => File.Exists(ready), "the script begins");
            await cancel.CancelAsync();
            await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();

            RunningProcess.Exists(left).Should().BeTrue();
        }
        finally
        {
            using var process = Process.GetProcessById(left);
            process.Kill();
        }
    }

    [Fact]
    public async Task Script_that_is_cancelled_while_it_arrives_ends_and_leaves_the_connection_usable()
    {
        using var cancel = new CancellationTokenSource();
        var running = Connection.RunAsync(new HostCommand { Script = $"{new string('#', 8 << 20)}\n" }, cancel.Token);
        await cancel.CancelAsync();

        await running.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        (await RunAsync("true")).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Calls_side_by_side_do_not_mix()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RunAsync("echo $I", new() { ["I"] = $"{i}" })));

        results.Select(result => result.Stdout).Should().Equal(Enumerable.Range(0, 8).Select(i => $"{i}\n"));
    }

    private protected Task<RunResult> RunAsync(string script, Dictionary<string, string>? variables = null) =>
        Connection.RunAsync(new HostCommand { Script = script, Variables = variables ?? [] }, CancellationToken.None);

    private async Task<LimitExceededException> TooLargeAsync(Dictionary<string, string> variables) =>
        (await FluentActions.Awaiting(() => RunAsync("true", variables)).Should().ThrowAsync<LimitExceededException>()).Which;
}
