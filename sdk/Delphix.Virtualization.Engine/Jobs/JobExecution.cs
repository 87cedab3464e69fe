using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>A job while it runs: its steps, its events, and how to take back what it did.</summary>
internal sealed class JobExecution(Job job, JobStore store, CleanUpRunner cleanUps, TimeProvider clock, IProgress<Job>? observer)
{
    // A running step gets a progress event at least this often, and at each tenth of its percentage.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private readonly Stack<CleanUp> _undo = new();
    private readonly Lock _changing = new();
    private Task _savingProgress = Task.CompletedTask;

    /// <summary>The record as it is now.</summary>
    internal Job Job { get; private set; } = job;

    /// <summary>Whether nothing is left to do or to record, also by another process.</summary>
    internal bool IsSettled { get; private set; }

    /// <summary>Runs a step of the engine's own.</summary>
    internal Task StepAsync(string name, Func<Task> action) => RunStepAsync(new JobStep(name, false, clock.GetUtcNow()), async _ =>
        {
            await action();
            return 0;
        });

    /// <summary>Runs a step of the engine's own that has a result.</summary>
    internal Task<T> StepAsync<T>(string name, Func<Task<T>> action) =>
        RunStepAsync(new JobStep(name, false, clock.GetUtcNow()), _ => action());

    /// <summary>
    /// Runs a plugin operation as a step. The action is given what to tell how far it has come. The observer hears all of it; what is worth
    /// an event is recorded too, so that other processes see it. Nothing once the step has ended, whatever the plugin still does.
    /// </summary>
    internal Task<T> PluginStepAsync<T>(string operation, Func<Action<OperationProgress>, Task<T>> action) =>
        RunStepAsync(new JobStep(operation, true, clock.GetUtcNow()), action);

    /// <summary>Tells the user something.</summary>
    internal void Tell(string message) =>
        Change(current => current with { Events = [.. current.Events, new JobEvent(clock.GetUtcNow(), message)] });

    /// <summary>Says which snapshot the job took.</summary>
    internal void Took(SnapshotObject snapshot)
    {
        Change(current => current with { Snapshot = snapshot.Reference });
        Tell($"Took the snapshot {snapshot.Name}.");
    }

    /// <summary>
    /// Says how to take back what is about to be done. Durable before this returns, so it holds even if the process dies.
    /// </summary>
    internal async Task UndoByAsync(params IReadOnlyList<CleanUp> added)
    {
        // Also when it cannot be recorded: then the job fails, and this process undoes it.
        foreach (var cleanUp in added)
            _undo.Push(cleanUp);
        Change(current => current with { CleanUps = [.. current.CleanUps, .. added] });
        await SaveAsync(Job);
    }

    /// <summary>Says what to remove once the job has succeeded.</summary>
    internal void AfterSuccess(CleanUp cleanUp) => Change(current => current with { AfterSuccess = [.. current.AfterSuccess, cleanUp] });

    /// <summary>The point of no return: from here on the job has succeeded, whatever happens.</summary>
    /// <exception cref="IOException">
    /// That could not be recorded. What the disk says holds, so nothing may be undone before it is read again.
    /// </exception>
    internal async Task CommitAsync()
    {
        var committed = Job with
        {
            State = JobState.Completed,
            CleanUps = [.. Job.AfterSuccess.Reverse()],
            AfterSuccess = [],
            FinishedAt = clock.GetUtcNow(),
        };
        await SaveAsync(committed);
        Change(_ => committed);
        await FinishCleanUpAsync();
    }

    /// <summary>Takes back what the job did, newest first, and ends it.</summary>
    internal async Task RollBackAsync(JobState state, JobError error, CancellationToken giveUp)
    {
        var left = new List<CleanUp>();
        while (_undo.TryPop(out var undo))
        {
            if (await TryAsync(undo, giveUp))
            {
                await ForgetAsync(left);
                continue;
            }

            if (undo.IsOfCatalog)
            {
                // What the catalog still names must not be destroyed: from here on all waits, in its order, until the catalog can be
                // repaired.
                left.InsertRange(0, _undo.Prepend(undo).Reverse());
                Change(current => current with { CleanUps = left, Error = current.Error ?? error });
                await SettleAsync();
                return;
            }

            if (undo.CanWait)
                left.Insert(0, undo);
        }

        Change(current => Ended(current, state, current.Error ?? error) with { CleanUps = left });
        await SettleAsync();
    }

    /// <summary>Ends a job whose process died: undoes it, or finishes its clean-up.</summary>
    /// <param name="error">What the job failed with.</param>
    /// <param name="giveUp">Ends what is done on hosts, which is then not tried again.</param>
    internal async Task RecoverAsync(JobError error, CancellationToken giveUp)
    {
        if (Job.State == JobState.Running)
        {
            foreach (var cleanUp in Job.CleanUps)
                _undo.Push(cleanUp);
            await RollBackAsync(JobState.Failed, error, giveUp);
        }
        else
        {
            await FinishCleanUpAsync();
        }
    }

    private async Task FinishCleanUpAsync()
    {
        var left = new List<CleanUp>();
        foreach (var cleanUp in Job.CleanUps.Reverse())
        {
            if (!await TryAsync(cleanUp, CancellationToken.None) && cleanUp.CanWait)
                left.Insert(0, cleanUp);
        }

        Change(current => current with { CleanUps = left });
        await SettleAsync();
    }

    // A clean-up that is done leaves the record. If this process dies, the next one must not repeat it over what was put back.
    private async Task ForgetAsync(IReadOnlyList<CleanUp> left)
    {
        Change(current => current with { CleanUps = [.. _undo.Reverse(), .. left] });
        // Undoing continues; the record of the end tells whether it can be written.
        await TrySaveAsync();
    }

    // The job is over, so a record that cannot be written changes nothing for its user: the next process that looks at the job settles it.
    private async Task SettleAsync() => IsSettled = await TrySaveAsync() && Job.CleanUps.Count == 0;

    private async Task<bool> TrySaveAsync()
    {
        try
        {
            await SaveAsync(Job);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private Job Ended(Job current, JobState state, JobError error) => current with
    {
        State = state,
        Error = error,
        Snapshot = null,
        AfterSuccess = [],
        FinishedAt = clock.GetUtcNow(),
        Steps = [.. current.Steps.Select(step => step.State == JobState.Running ? Ended(step, state) : step)],
    };

    // One clean-up that fails, for whatever reason, must not keep the others from being done; what is left behind is named, once.
    private async Task<bool> TryAsync(CleanUp cleanUp, CancellationToken giveUp)
    {
        try
        {
            await cleanUps.RunAsync(cleanUp, new OperationScope(Job.Reference, Job.Target, Tell), giveUp);
            return true;
        }
        catch (Exception e)
        {
            // The message of a plugin may not name its operation.
            var operation = cleanUp is CleanUp.CallPlugin call && !e.Message.Contains(call.Operation, StringComparison.Ordinal)
                ? $"{call.Operation}: "
                : "";
            var message = $"Could not clean up: {operation}{e.Message}";
            if (Job.Events.All(item => item.Message != message))
                Tell(message);
            return false;
        }
    }

    private void Report(int index, OperationProgress progress)
    {
        lock (_changing)
        {
            if (Job.Steps[index] is not { State: JobState.Running } step)
                return;
            var isNews = IsNews(step, progress);
            Job = Job with
            {
                Steps = With(Job.Steps, index, step with { Percent = progress.Percent, Detail = progress.Detail }),
                Events = isNews ? [.. Job.Events, new JobEvent(clock.GetUtcNow(), progress.ToString(), IsProgress: true)] : Job.Events,
            };
            if (isNews && _savingProgress.IsCompleted)
            {
                // The disk does not keep the plugin waiting.
                var job = Job;
                _savingProgress = Task.Run(() => SaveProgressAsync(job));
            }
        }

        observer?.Report(Job);
    }

    private bool IsNews(JobStep step, OperationProgress progress) =>
        Job.Events.LastOrDefault(item => item.IsProgress && item.Timestamp >= step.StartedAt) is not { } last
        || clock.GetUtcNow() - last.Timestamp >= LongestSilence
        || TenthOf(step.Percent) != TenthOf(progress.Percent);

    private static int? TenthOf(double? percent) => (int?)(percent / 10);

    private async Task SaveProgressAsync(Job job)
    {
        try
        {
            await store.SaveAsync(job, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next step is recorded before it begins, and the job fails if that cannot be done.
        }
    }

    // Waits for the progress that is being saved, so that the older record is not written over this one.
    private async Task SaveAsync(Job job)
    {
        await _savingProgress;
        await store.SaveAsync(job, CancellationToken.None);
    }

    private async Task<T> RunStepAsync<T>(JobStep step, Func<Action<OperationProgress>, Task<T>> action)
    {
        var index = Job.Steps.Count;
        Change(current => current with { Steps = [.. current.Steps, step] });
        await SaveAsync(Job);
        try
        {
            var result = await action(progress => Report(index, progress));
            Finish(index, JobState.Completed);
            return result;
        }
        catch (Exception e)
        {
            Finish(index, e is OperationCanceledException ? JobState.Cancelled : JobState.Failed);
            throw;
        }
    }

    private void Finish(int index, JobState state) =>
        Change(current => current with { Steps = With(current.Steps, index, Ended(current.Steps[index], state)) });

    private static IReadOnlyList<JobStep> With(IReadOnlyList<JobStep> steps, int index, JobStep changed) =>
        [.. steps.Select((step, i) => i == index ? changed : step)];

    private JobStep Ended(JobStep step, JobState state) =>
        step with { State = state, FinishedAt = clock.GetUtcNow(), Detail = null, Percent = null };

    private void Change(Func<Job, Job> change)
    {
        lock (_changing)
            Job = change(Job);
        observer?.Report(Job);
    }
}
