using System.CommandLine;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp job</c></summary>
internal static class JobCommand
{
    internal static DvpCommand Create() => new("job", "Lists and shows the engine's jobs.", "dvp job list", "dvp job show JOB-1")
    {
        List(),
        Show(),
    };

    private static DvpCommand List() => new DvpCommand("list", "Lists the jobs, oldest first.", "dvp job list", "dvp job list --json")
        .Runs(async context =>
        {
            var engine = await context.EngineAsync();
            context.ShowList(
                await engine.ListJobsAsync(context.CancellationToken),
                JobJson.Of,
                [
                    new("JOB", job => job.Reference),
                    new("WORKFLOW", job => job.Workflow),
                    new("TARGET", job => job.Target),
                    new("STATE", job => JsonOutput.State(job.State)),
                    new("STARTED", job => HumanText.Time(job.StartedAt, context.Terminal.TimeZone)),
                    new("DURATION", JobText.Duration, IsNumber: true),
                ],
                "job");
        });

    private static DvpCommand Show()
    {
        var reference = new Argument<string>("JOB") { Description = "The job's reference, for example JOB-1" };
        return new DvpCommand("show", "Shows a job's steps, its events, and why it failed.", "dvp job show JOB-1") { reference }
            .Runs(async context =>
            {
                var engine = await context.EngineAsync();
                var job = await engine.FindJobAsync(context.Of(reference), context.CancellationToken);
                context.Show(() => JobJson.Of(job), () => JobText.Details(job, context.Terminal.TimeZone));
            });
    }
}
