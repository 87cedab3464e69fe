using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Tests.Output;

public class JobProgressTests
{
    [Fact]
    public void Progress_not_on_a_terminal_is_a_line_per_finished_step_and_event()
    {
        using var error = new StringWriter();
        var progress = new JobProgress(new Terminal { Output = TextWriter.Null, Error = error });
        var running = Samples.FailedJob with { Steps = [new JobStep("Mount storage at /mnt/staging", false, Samples.Noon)], Events = [] };

        progress.Report(running);
        progress.Report(running);
        progress.Report(Samples.FailedJob);
        progress.Report(Samples.FailedJob);

        error.ToString().Should().Be("""
            JOB-1: Linked source sync: files
              done    Mount storage at /mnt/staging (12 ms)
              failed  linked.preSnapshot (1.5 s)
              note    3 files vanished.

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Text_that_others_wrote_is_one_line_whatever_it_holds()
    {
        using var error = new StringWriter();
        var progress = new JobProgress(new Terminal { Output = TextWriter.Null, Error = error });

        progress.Note("It runs.\n  done    Delete all (1 s)");
        progress.Report(Samples.FailedJob with { Target = "f\r\nError: none", Steps = [], Events = [new(Samples.Noon, "One.\rTwo.")] });

        error.ToString().Should().Be(
            "  note    It runs.\\n  done    Delete all (1 s)\nJOB-1: Linked source sync: f\\nError: none\n  note    One.\\nTwo.\n");
    }

    [Fact]
    public async Task Progress_on_a_terminal_shows_the_step_under_way()
    {
        using var error = new StringWriter();
        var progress = new JobProgress(new Terminal { Output = TextWriter.Null, Error = error, IsErrorInteractive = true });
        var running = Samples.FailedJob with { Steps = [new JobStep("Copy [all] files", false, Samples.Noon)], Events = [] };

        var result = await progress.ShowAsync("Linked source sync", () =>
        {
            progress.Report(running);
            return Task.FromResult(5);
        });

        result.Should().Be(5);
        error.ToString().Should().Contain("Copy [all] files");
    }

    [Fact]
    public async Task Progress_of_a_step_is_a_bar_on_a_terminal_and_lines_elsewhere()
    {
        var step = new JobStep("linked.preSnapshot", true, Samples.Noon) { Percent = 50, Detail = "Copying: 3 files" };
        var job = Samples.FailedJob with
        {
            Steps = [step],
            Events =
            [
                new JobEvent(Samples.Noon, "50 %: Copying: 3 files", IsProgress: true),
                new JobEvent(Samples.Noon, "The disk is nearly full."),
            ],
        };
        using var shown = new StringWriter();
        using var written = new StringWriter();

        foreach (var error in (StringWriter[])[shown, written])
        {
            var progress = new JobProgress(new Terminal { Output = TextWriter.Null, Error = error, IsErrorInteractive = error == shown });
            await progress.ShowAsync("Linked source sync", () =>
            {
                progress.Report(job);
                return Task.FromResult(0);
            });
        }

        written.ToString().Should().Be("""
            JOB-1: Linked source sync: files
              note    50 %: Copying: 3 files
              note    The disk is nearly full.

            """.ReplaceLineEndings("\n"));
        shown.ToString().Should().Contain("Copying: 3 files ━━━━━━━━━━").And.Contain("The disk is nearly full.")
            .And.NotContain("note    50 %");
    }

    [Fact]
    public async Task Progress_of_what_is_no_job_is_a_line_per_step_and_on_a_terminal_a_bar()
    {
        using var plain = new StringWriter();
        using var drawn = new StringWriter();
        foreach (var terminal in (Terminal[])[
            new() { Output = TextWriter.Null, Error = plain },
            new() { Output = TextWriter.Null, Error = drawn, IsErrorInteractive = true },
        ])
        {
            var progress = new JobProgress(terminal);
            await progress.ShowAsync("Upload", () =>
            {
                progress.Advance("Send [all]", 0);
                progress.Advance("Send [all]", 0.5);
                progress.Advance("Wait", 0);
                progress.Advance("Send [all]", 1);
                return Task.FromResult(0);
            });
        }

        plain.ToString().Should().Be("Send [all]\nWait\nSend [all]\n");
        drawn.ToString().Should().Contain("Send [all]").And.Contain("━━━━");
    }
}
