using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Delphix.Virtualization.Engine.Tests.Jobs;

/// <summary>What a job keeps of the progress of its step.</summary>
public sealed class JobProgressTests : IDisposable
{
    private readonly EngineFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Progress_is_the_steps_and_an_event_at_each_tenth_and_after_each_half_minute()
    {
        var reports = new Reports();

        var job = await RunAsync(reports, execution => execution.PluginStepAsync("linked.preSnapshot", report =>
        {
            foreach (var (seconds, percent, detail) in ((int, double?, string)[])
            [
                (0, null, "Asking"), (2, null, "Asking still"), (4, 0, "Copying"), (6, 9.9, "Copying"), (8, 10, "Copying"),
                (37, 19, "Copying"), (38, 19, "Copying"), (40, 3, "Comparing"),
            ])
            {
                _clock.SetUtcNow(DateTimeOffset.UnixEpoch.AddSeconds(seconds));
                report(new OperationProgress(percent, detail));
                execution.Job.Steps[^1].Should().Match<JobStep>(step => step.Percent == percent && step.Detail == detail);
            }

            return Task.FromResult(0);
        }));

        job.Events.Should().OnlyContain(report => report.IsProgress);
        job.Events.Select(report => $"{(report.Timestamp - DateTimeOffset.UnixEpoch).TotalSeconds} {report.Message}").Should().Equal(
            "0 Asking", "4 0 %: Copying", "8 10 %: Copying", "38 19 %: Copying", "40 3 %: Comparing");
        job.Steps.Should().ContainSingle().Which.Should().Match<JobStep>(step => step.Percent == null && step.Detail == null);
        reports.Seen.SelectMany(seen => seen.Steps).Select(step => step.Detail).Should().Contain("Asking still");
        (await _folder.Jobs.TryGetAsync(job.Reference, CancellationToken.None)).Should().BeEquivalentTo(job);
    }

    [Fact]
    public async Task Progress_is_on_disk_while_the_step_runs()
    {
        await RunAsync(null, execution => execution.PluginStepAsync("linked.preSnapshot", async report =>
        {
            report(new OperationProgress(42, "Copying"));
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            Job? recorded = null;
            while (recorded is not { Events.Count: > 0 })
                recorded = await _folder.Jobs.TryGetAsync(execution.Job.Reference, deadline.Token);
            recorded.Events.Should().Equal(new JobEvent(_clock.GetUtcNow(), "42 %: Copying", IsProgress: true));
            recorded.Steps[^1].Percent.Should().Be(42);
            return 0;
        }));
    }

    [Fact]
    public async Task Progress_after_its_step_is_no_more()
    {
        var job = await RunAsync(null, async execution =>
        {
            var reportOfTheFirst = await execution.PluginStepAsync("linked.preSnapshot", Task.FromResult);
            reportOfTheFirst(new OperationProgress(42, "Copying"));
            await execution.PluginStepAsync("linked.postSnapshot", _ =>
            {
                reportOfTheFirst(new OperationProgress(43, "Copying still"));
                execution.Job.Steps[^1].Detail.Should().BeNull("the report is of the step before");
                return Task.FromResult(0);
            });
        });

        job.Events.Should().BeEmpty();
        job.Steps.Should().HaveCount(2).And.OnlyContain(step => step.State == JobState.Completed);
    }

    private Task<Job> RunAsync(IProgress<Job>? observer, Func<JobExecution, Task> run) =>
        new JobRunner(_folder.NewContext() with { Clock = _clock }, _ => { })
            .RunAsync(new TestWorkflow((execution, _) => run(execution)), observer, CancellationToken.None);

    private sealed class Reports : IProgress<Job>
    {
        public List<Job> Seen { get; } = [];

        public void Report(Job value) => Seen.Add(value);
    }
}
