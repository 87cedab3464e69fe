using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Jobs;

public sealed class JobExecutionTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Job_that_succeeds_records_its_steps_and_events()
    {
        var reports = new Reports();

        var job = await _folder.NewRunner().RunAsync(new TestWorkflow(async (execution, _) =>
        {
            (await execution.StepAsync("count", () => Task.FromResult(3))).Should().Be(3);
            execution.Tell("half way");
            await execution.PluginStepAsync("virtual.start", _ => Task.FromResult(0));
        }), reports, CancellationToken.None);

        job.State.Should().Be(JobState.Completed);
        job.Steps.Select(step => (step.Name, step.IsPluginOperation, step.State))
            .Should().Equal(("count", false, JobState.Completed), ("virtual.start", true, JobState.Completed));
        job.Steps.Should().OnlyContain(step => step.FinishedAt >= step.StartedAt);
        job.Events.Should().ContainSingle().Which.Message.Should().Be("half way");
        job.FinishedAt.Should().NotBeNull();
        (job.Target, job.TargetReference, job.Error).Should().Be(("the VDB-1", "VDB-1", null));
        reports.Seen.Should().HaveCountGreaterThan(4);
        (await _folder.Jobs.TryGetAsync(job.Reference, CancellationToken.None)).Should().BeEquivalentTo(job);
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task Job_that_took_a_snapshot_names_it_unless_it_failed()
    {
        var snapshot = Samples.All().OfType<SnapshotObject>().Single();

        var job = await _folder.NewRunner()
            .RunAsync(new TestWorkflow((execution, _) => TakeAsync(execution)), null, CancellationToken.None);
        var thrown = await Fails(async (execution, _) =>
        {
            await TakeAsync(execution);
            throw new UserException("It broke.", "Fix it.", "");
        });

        (await _folder.Jobs.TryGetAsync(job.Reference, CancellationToken.None))!.Snapshot.Should().Be(snapshot.Reference);
        (await _folder.Jobs.TryGetAsync(thrown.Job.Reference, CancellationToken.None))!.Snapshot.Should().BeNull();

        Task TakeAsync(JobExecution execution)
        {
            execution.Took(snapshot);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Job_that_fails_is_undone_in_reverse_order()
    {
        var thrown = await Fails(async (execution, _) =>
        {
            await execution.UndoByAsync(Naming("as it was"));
            await execution.UndoByAsync(Naming("changed once"));
            await execution.StepAsync("break", () => throw new UserException("It broke.", "Fix it.", "sparks"));
        });

        (await _folder.Catalog.GetAsync<VirtualSourceObject>("VDB-1", CancellationToken.None)).Name.Should().Be("as it was");
        thrown.Job.State.Should().Be(JobState.Failed);
        thrown.Job.Error.Should().Be(new JobError("It broke.", "Fix it.", "sparks"));
        (thrown.Message, thrown.Action, thrown.Output).Should().Be(("It broke.", "Fix it.", "sparks"));
        thrown.Job.Steps.Should().ContainSingle().Which.State.Should().Be(JobState.Failed);
    }

    [Fact]
    public async Task Undo_that_fails_keeps_no_other_from_being_done()
    {
        var first = Directory.CreateDirectory(_folder.PathOf("first")).FullName;
        var last = Directory.CreateDirectory(_folder.PathOf("last")).FullName;

        var thrown = await Fails(async (execution, _) =>
        {
            await execution.UndoByAsync(
                new CleanUp.RemoveFolder(first), new CleanUp.CallPlugin("PLUGIN-1", "virtual.stop", []),
                new CleanUp.CallPlugin("PLUGIN-2", "virtual.stop", []), new CleanUp.RemoveFolder(last));
            throw new UserException("It broke.", "Fix it.", "");
        });

        (Directory.Exists(first), Directory.Exists(last)).Should().Be((false, false));
        thrown.Message.Should().Be("It broke.");
        thrown.Job.Events.Select(report => report.Message).Should().SatisfyRespectively(
            report => report.Should().StartWith("Could not clean up: virtual.stop: ").And.Contain("PLUGIN-2"),
            report => report.Should().StartWith("Could not clean up: virtual.stop: ").And.Contain("PLUGIN-1"));
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task Undo_that_is_done_is_off_the_disk_before_the_next()
    {
        var before = new List<int>();
        var observer = new Reports();
        observer.OnReport = job =>
        {
            if (job is { State: JobState.Running, CleanUps: [] } && observer.Seen.Any(seen => seen.CleanUps.Count > 0))
                before.Add(
                    Task.Run(() => _folder.Jobs.TryGetAsync(job.Reference, CancellationToken.None)).GetAwaiter()
                        .GetResult()!.CleanUps.Count);
        };

        await FluentActions.Awaiting(() => _folder.NewRunner().RunAsync(new TestWorkflow(async (execution, _) =>
        {
            await execution.UndoByAsync(
                new CleanUp.RemoveFolder(_folder.PathOf("first")), new CleanUp.RemoveFolder(_folder.PathOf("second")));
            throw new UserException("It broke.", "Fix it.", "");
        }), observer, CancellationToken.None)).Should().ThrowAsync<JobFailedException>();

        before.Should().Equal(1);
    }

    [Fact]
    public async Task Undo_that_cannot_be_recorded_is_done_by_this_process()
    {
        var made = Directory.CreateDirectory(_folder.PathOf("made")).FullName;

        var thrown = await Fails(async (execution, _) =>
        {
            // A folder in the place of the record: it cannot be replaced.
            var record = Path.Combine(_folder.Directory.Jobs, $"{execution.Job.Reference}.json");
            File.Delete(record);
            Directory.CreateDirectory(Path.Combine(record, "in the way"));
            await execution.UndoByAsync(new CleanUp.RemoveFolder(made));
        });

        thrown.Job.State.Should().Be(JobState.Failed);
        Directory.Exists(made).Should().BeFalse();
    }

    [Fact]
    public async Task Undo_is_on_disk_before_what_it_undoes_begins()
    {
        await _folder.NewRunner().RunAsync(new TestWorkflow(async (execution, _) =>
        {
            await execution.UndoByAsync(new CleanUp.RemoveFolder("/nowhere"));
            var stored = await _folder.Jobs.TryGetAsync(execution.Job.Reference, CancellationToken.None);
            stored!.CleanUps.Should().Equal(new CleanUp.RemoveFolder("/nowhere"));
            stored.State.Should().Be(JobState.Running);
        }), null, CancellationToken.None);
    }

    [Fact]
    public async Task Job_that_succeeds_cleans_up_afterwards_and_undoes_nothing()
    {
        var kept = Directory.CreateDirectory(_folder.PathOf("kept")).FullName;
        var old = Directory.CreateDirectory(_folder.PathOf("old")).FullName;

        var job = await _folder.NewRunner().RunAsync(new TestWorkflow(async (execution, _) =>
        {
            await execution.UndoByAsync(new CleanUp.RemoveFolder(kept));
            execution.AfterSuccess(new CleanUp.RemoveFolder(old));
            Directory.Exists(old).Should().BeTrue();
        }), null, CancellationToken.None);

        Directory.Exists(kept).Should().BeTrue();
        Directory.Exists(old).Should().BeFalse();
        (job.CleanUps.Count, job.AfterSuccess.Count).Should().Be((0, 0));
    }

    [Fact]
    public async Task Job_that_fails_does_nothing_of_what_was_for_afterwards()
    {
        var old = Directory.CreateDirectory(_folder.PathOf("old")).FullName;

        await Fails((execution, _) =>
        {
            execution.AfterSuccess(new CleanUp.RemoveFolder(old));
            throw new UserException("It broke.");
        });

        Directory.Exists(old).Should().BeTrue();
    }

    [Fact]
    public async Task CleanUp_after_success_that_fails_is_done_by_the_next_job()
    {
        var job = await _folder.NewRunner().RunAsync(new TestWorkflow((execution, _) =>
        {
            execution.AfterSuccess(new CleanUp.DestroyVolume("volume"));
            MakeVolumeThatStays();
            return Task.CompletedTask;
        }), null, CancellationToken.None);
        job.State.Should().Be(JobState.Completed);
        job.Events.Should().ContainSingle().Which.Message.Should().StartWith("Could not clean up: ");

        LetVolumeGo();
        await _folder.NewRunner().RunAsync(new TestWorkflow((_, _) => Task.CompletedTask, "VDB-2"), null, CancellationToken.None);

        Directory.Exists(Path.Combine(Copies, "volumes", "volume")).Should().BeFalse();
        (await _folder.Jobs.TryGetAsync(job.Reference, CancellationToken.None))!.CleanUps.Should().BeEmpty();
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task Job_that_is_cancelled_is_undone()
    {
        var made = Directory.CreateDirectory(_folder.PathOf("made")).FullName;
        using var cancel = new CancellationTokenSource();
        var act = () => _folder.NewRunner().RunAsync(new TestWorkflow(async (execution, token) =>
        {
            await execution.UndoByAsync(new CleanUp.RemoveFolder(made));
            await cancel.CancelAsync();
            await execution.StepAsync("wait", () => Task.Delay(Timeout.Infinite, token));
        }), null, cancel.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();

        Directory.Exists(made).Should().BeFalse();
        var job = (await _folder.Jobs.ListAsync(CancellationToken.None)).Should().ContainSingle().Subject;
        job.State.Should().Be(JobState.Cancelled);
        job.Steps.Should().ContainSingle().Which.State.Should().Be(JobState.Cancelled);
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    private string Copies => Path.Combine(_folder.Directory.Pool, "copies");

    // A pool whose folder is a file cannot be opened, so nothing of it can be destroyed.
    private void MakeVolumeThatStays()
    {
        Directory.CreateDirectory(_folder.Directory.Pool);
        File.WriteAllText(Copies, "");
    }

    private void LetVolumeGo()
    {
        File.Delete(Copies);
        Directory.CreateDirectory(Path.Combine(Copies, "volumes", "volume"));
    }

    private static CleanUp.RestoreObject Naming(string name) => CleanUp.RestoreObject.Of(Samples.Vdb() with { Name = name });

    private async Task<JobFailedException> Fails(Func<JobExecution, CancellationToken, Task> run) =>
        (await FluentActions.Awaiting(() => _folder.NewRunner().RunAsync(new TestWorkflow(run), null, CancellationToken.None))
            .Should().ThrowAsync<JobFailedException>()).Which;

    private sealed class Reports : IProgress<Job>
    {
        public List<Job> Seen { get; } = [];

        public Action<Job>? OnReport { get; set; }

        public void Report(Job value)
        {
            OnReport?.Invoke(value);
            Seen.Add(value);
        }
    }
}
