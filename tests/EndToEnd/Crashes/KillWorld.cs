using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.EndToEnd.Crashes;

/// <summary>A world in which one workflow after the other is killed, and a new one after a kill that harmed something.</summary>
public sealed class KillWorld : IAsyncLifetime
{
    private World? _world;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
    }

    /// <summary>Kills a workflow in several ways, one after the other.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="kills">The ways, for a number of steps.</param>
    /// <returns>The names of the steps, and the numbers of those in which it was killed.</returns>
    internal async Task<(IReadOnlyList<string> Steps, IReadOnlySet<int> Killed)> SufferAsync(
        KillableWorkflow workflow, Func<IReadOnlyList<string>, IEnumerable<Kill>> kills)
    {
        var world = _world ?? await KillableWorkflow.StartWorldAsync();
        _world = null;
        try
        {
            var result = await SufferAsync(world, workflow, kills);
            _world = world;
            return result;
        }
        finally
        {
            if (_world is null)
                await world.DisposeAsync();
        }
    }

    private static async Task<(IReadOnlyList<string> Steps, IReadOnlySet<int> Killed)> SufferAsync(
        World world, KillableWorkflow workflow, Func<IReadOnlyList<string>, IEnumerable<Kill>> kills)
    {
        using var dvp = new DvpProgram();
        await workflow.PrepareAsync(world);
        var before = await EngineState.CaptureAsync(world);
        var usual = await world.RunAsync(workflow.Workflow(world));
        var change = before.KindOfChangeTo(await EngineState.CaptureAsync(world));
        await workflow.ResetAsync(world);
        IReadOnlyList<string> steps = [.. usual.Steps.Select(step => step.Name)];
        var killed = new HashSet<int>();
        foreach (var kill in kills(steps))
        {
            var step = kill.Step == 0 ? "before the first step"
                : kill.Step > steps.Count ? "after the last step"
                : $"in the step '{steps[kill.Step - 1]}'";
            try
            {
                await SufferAsync(world, dvp, workflow, kill, usual, change);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"'{usual.Workflow}' was killed {step} ({kill.Instant}; {kill.Victim}), with seed {Soak.Seed}. Repeat this alone with "
                    + $"DVP_SOAK_KILL={kill} and --filter 'DisplayName~{workflow.Workflow(world).GetType().Name}'. {e.Message}",
                    e);
            }

            killed.Add(kill.Step);
        }

        return (steps, killed);
    }

    private static async Task SufferAsync(
        World world, DvpProgram dvp, KillableWorkflow workflow, Kill kill, Job usual, IReadOnlyList<string> change)
    {
        await workflow.PrepareAsync(world);
        var unfinished = workflow.Unfinished?.Invoke(world);
        var before = await EngineState.CaptureAsync(world);
        var mostly = unfinished is null ? before : await EngineState.CaptureAsync(world, unfinished);
        var jobs = (await world.Engine.ListJobsAsync()).Select(job => job.Reference).ToHashSet();
        var processes = world.Processes().ToHashSet();

        await KillAsync(world, dvp, workflow.Command(world), kill, usual);
        await workflow.MeanwhileAsync(world);
        await using (var next = new LocalEngine(world.Engine.Directory))
            await next.RecoverAsync();

        await Eventually.IsTrueAsync(() => world.Processes().All(processes.Contains), "no process of the killed job continues");
        var job = (await world.Engine.ListJobsAsync()).SingleOrDefault(job => !jobs.Contains(job.Reference));
        if (job is { State: JobState.Completed })
        {
            before.KindOfChangeTo(await EngineState.CaptureAsync(world)).Should().Equal(change, "the job has succeeded");
            await workflow.ResetAsync(world);
            await workflow.PrepareAsync(world);
            before = await EngineState.CaptureAsync(world);
        }
        else
        {
            mostly.ChangeTo(await EngineState.CaptureAsync(world, unfinished), withLocks: job is not null)
                .Should().BeEmpty("the job has failed");
            // The lock of a job without a record stays.
            before = job is null ? await EngineState.CaptureAsync(world) : before;
        }

        if (job is not null)
        {
            (job.Workflow, job.CleanUps.Count).Should().Be((usual.Workflow, 0));
            job.Events.Should().NotContain(report => report.Message.StartsWith("Could not", StringComparison.Ordinal));
        }

        await world.RunAsync(workflow.Workflow(world));
        before.KindOfChangeTo(await EngineState.CaptureAsync(world)).Should().Equal(change, "the next run succeeds as always");
        await workflow.ResetAsync(world);
    }

    private static async Task KillAsync(World world, DvpProgram dvp, string command, Kill kill, Job usual)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = Path.Combine(dvp.Temporary, "log");
        using var watch = new RecordWatch(world, OnWrite);
        using var process = dvp.Start($"exec setsid dvp {command} --engine-dir '{world.PathOf("engine")}' >'{log}' 2>&1");
        watch.ProcessId = process.Id;
        try
        {
            await Task.WhenAny(begun.Task, process.WaitForExitAsync()).WaitAsync(TimeSpan.FromMinutes(1));
            begun.Task.IsCompleted.Should().BeTrue("the program ended before: {0}", await File.ReadAllTextAsync(log));
            if (kill.Instant == Instant.Within)
            {
                // The random instant itself. A new process takes longer than one that has done it before.
                await Task.Delay(2 * kill.Fraction * TimeOf(usual, kill.Step));
                if (!process.HasExited)
                    kill.Execute(process.Id);
            }

            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        }
        finally
        {
            if (!process.HasExited)
                kill.Execute(process.Id);
        }

        // Null: about to be written.
        void OnWrite(int processId, Job? record)
        {
            var isBegun = begun.Task.IsCompleted;
            var begins = !isBegun && kill.Step switch
            {
                0 => kill.Instant == Instant.Begun || record is not null,
                var step when step > usual.Steps.Count => record is { State: JobState.Completed },
                var step => record?.Steps.Count >= step,
            };
            if (begins)
                begun.SetResult();
            if ((kill.Instant == Instant.Begun && begins) || (kill.Instant == Instant.Done && isBegun && record is null))
                kill.Execute(processId);
        }
    }

    private static TimeSpan TimeOf(Job usual, int step) => step > 0 && step <= usual.Steps.Count
        ? usual.Steps[step - 1].FinishedAt!.Value - usual.Steps[step - 1].StartedAt
        : TimeSpan.FromMilliseconds(20);
}
