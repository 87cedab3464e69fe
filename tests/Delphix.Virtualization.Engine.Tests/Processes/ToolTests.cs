using System.Globalization;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Processes;

public sealed class ToolTests
{
    [Fact]
    public async Task Tool_output_keeps_every_byte()
    {
        var result = await Tool.RunAsync("printf", [@"\377\000\n"], CancellationToken.None);

        result.Output.Should().Equal(0xff, 0x00, 0x0a);
    }

    [Fact]
    public async Task Tool_failing_is_an_exception_with_code_and_stderr()
    {
        var run = () => Tool.RunAsync("bash", ["-c", "echo gone wrong >&2; exit 7"], CancellationToken.None);

        (await run.Should().ThrowAsync<ToolException>()
            .WithMessage("bash -c echo gone wrong >&2; exit 7 ended with exit code 7: gone wrong")).Which.ExitCode.Should().Be(7);
    }

    [Fact]
    public async Task Tool_environment_adds_changes_and_takes_out_variables()
    {
        var tool = new Tool
        {
            Program = "bash",
            Arguments = ["-c", "echo \"${HOME-none} ${LC_ALL-none} ${ADDED-none}\""],
            Environment = new Dictionary<string, string?> { ["HOME"] = null, ["LC_ALL"] = "C", ["ADDED"] = "" },
        };

        (await tool.RunAsync(CancellationToken.None)).Text.Should().Be("none C \n");
    }

    [Fact]
    public async Task Tool_that_may_fail_has_its_exit_code_as_a_result()
    {
        var result = await Tool.TryRunAsync("bash", ["-c", "exit 7"], CancellationToken.None);

        result.ExitCode.Should().Be(7);
    }

    [Fact]
    public async Task Tool_program_that_does_not_exist_is_named()
    {
        var run = () => Tool.RunAsync("no-such-program", [], CancellationToken.None);

        (await run.Should().ThrowAsync<UserException>()).Which.Message.Should().Contain("'no-such-program'");
    }

    [Fact]
    public async Task Tool_cancelled_ends_the_whole_process_tree()
    {
        using var directory = new TemporaryDirectory();
        using var cancellation = new CancellationTokenSource();
        var script = "sleep 1000 & echo $! > \"$1/child.new\"; mv \"$1/child.new\" \"$1/child\"; wait";
        var run = Tool.RunAsync("bash", ["-c", script, "bash", directory.Path], cancellation.Token);
        await Eventually.IsTrueAsync(() => File.Exists(directory.Combine("child")), "the child writes its id");
        var child = int.Parse(await File.ReadAllTextAsync(directory.Combine("child")), CultureInfo.InvariantCulture);

        await cancellation.CancelAsync();

        await FluentActions.Awaiting(() => run).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.IsTrueAsync(() => ProcessTree.Identify(child) is null, "the child ends");
    }

    [Fact]
    public async Task Tool_that_stops_reading_reports_its_own_error()
    {
        var tool = new Tool { Program = "bash", Arguments = ["-c", "exec <&-; echo full >&2; exit 3"] };

        var run = () => tool.StreamAsync(
            (input, token) => input.WriteAsync(new byte[1 << 20], token).AsTask(),
            (output, token) => output.CopyToAsync(Stream.Null, token), CancellationToken.None);

        await run.Should().ThrowAsync<ToolException>().WithMessage("*exit code 3: full");
    }
}
