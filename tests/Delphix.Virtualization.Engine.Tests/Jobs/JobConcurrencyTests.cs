using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Jobs;

public sealed class JobConcurrencyTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Jobs_on_one_object_run_one_after_the_other()
    {
        var running = 0;
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => _folder.NewRunner().RunAsync(new TestWorkflow(async (job, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await job.StepAsync("work", () => Task.CompletedTask);
            Interlocked.Decrement(ref running);
        }), null, CancellationToken.None))));

        most.Should().Be(1);
    }

    [Fact]
    public async Task Job_on_an_object_in_use_says_that_it_waits()
    {
        var report = new TaskCompletionSource<string>();
        Task<Job>? second = null;

        await _folder.NewRunner().RunAsync(new TestWorkflow(async (_, token) =>
        {
            second = _folder.NewRunner(report.SetResult)
                .RunAsync(new TestWorkflow((_, _) => Task.CompletedTask), null, CancellationToken.None);
            (await report.Task.WaitAsync(Deadline, token)).Should().Be("Waiting for another job on 'the VDB-1' to end.");
        }), null, CancellationToken.None);

        (await second!).State.Should().Be(JobState.Completed);
    }

    [Fact]
    public async Task Jobs_on_different_objects_run_side_by_side()
    {
        using var both = new Barrier(2);

        await Task.WhenAll(((string[])["VDB-1", "VDB-2"]).Select(target => Task.Run(() => _folder.NewRunner().RunAsync(
            new TestWorkflow((_, token) => both.SignalAndWait(Deadline, token) ? Task.CompletedTask : throw new TimeoutException(), target),
            null, CancellationToken.None))));
    }

    [Fact]
    public async Task Jobs_started_while_others_look_for_dead_ones_all_succeed()
    {
        using var done = new CancellationTokenSource();
        var recovering = Task.Run(async () =>
        {
            var runner = _folder.NewRunner();
            while (!done.IsCancellationRequested)
                await runner.RecoverAsync();
        });

        var jobs = await Task.WhenAll(Enumerable.Range(0, 2).Select(worker => Task.Run(async () =>
        {
            var own = new List<Job>();
            for (var i = 0; i < 50; i++)
                own.Add(
                    await _folder.NewRunner().RunAsync(
                        new TestWorkflow((_, _) => Task.CompletedTask, $"VDB-{worker}"), null, CancellationToken.None));
            return own;
        })));
        await done.CancelAsync();
        await recovering;

        jobs.SelectMany(own => own).Select(job => job.Reference).Should().OnlyHaveUniqueItems();
        jobs.SelectMany(own => own).Should().OnlyContain(job => job.State == JobState.Completed);
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    // It may have been removed by another job, which this one waited for.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lock_of_an_object_that_is_gone_is_gone_too(bool fails)
    {
        var workflow = new TestWorkflow((_, _) => fails ? throw new UserException("no") : Task.CompletedTask, "VDB-9");

        var act = () => _folder.NewRunner().RunAsync(workflow, null, CancellationToken.None);
        if (fails)
            await act.Should().ThrowAsync<JobFailedException>();
        else
            await act();

        File.Exists(_folder.Directory.Lock("VDB-9")).Should().BeFalse();
    }

    [Fact]
    public async Task Lock_of_an_object_that_many_jobs_delete_at_once_is_gone()
    {
        await _folder.Catalog.SaveAsync(Samples.Vdb("VDB-9"), CancellationToken.None);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _folder.NewRunner().RunAsync(
            new TestWorkflow(
                async (job, _) =>
                {
                    job.AfterSuccess(new CleanUp.RemoveObject(CatalogType.Of<VirtualSourceObject>().Folder, "VDB-9"));
                    await job.StepAsync("delete", () => Task.CompletedTask);
                },
                "VDB-9"),
            null,
            CancellationToken.None))));

        Directory.EnumerateFiles(_folder.Directory.Lock("")).Select(Path.GetFileName).Should().NotContain("VDB-9");
    }
}
