namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>A job while it runs: its steps, its events, and how to take back what it did.</summary>
internal sealed class JobExecution(Job job, JobStore store, CleanUpRunner cleanUps, TimeProvider clock, IProgress<Job>? observer)
{
    private readonly Stack<Func<Task>> _undo = new();
    private readonly Lock _changing = new();

    /// <summary>The record as it is now.</summary>
    internal Job Job { get; private set; } = job;

    /// <summary>Runs a step of the engine's own.</summary>
    internal Task StepAsync(string name, Func<Task> action) =>
        RunStepAsync(new JobStep(name, false, clock.GetUtcNow()), async () =>
        {
            await action().ConfigureAwait(false);
            return 0;
        });

    /// <summary>Runs a step of the engine's own that has a result.</summary>
    internal Task<T> StepAsync<T>(string name, Func<Task<T>> action) => RunStepAsync(new JobStep(name, false, clock.GetUtcNow()), action);

    /// <summary>Runs a plugin operation as a step.</summary>
    internal Task<T> PluginStepAsync<T>(string operation, Func<Task<T>> action) => RunStepAsync(new JobStep(operation, true, clock.GetUtcNow()), action);

    /// <summary>Tells the user something.</summary>
    internal void Tell(string message) => Change(current => current with { Events = [.. current.Events, new JobEvent(clock.GetUtcNow(), message)] });

    /// <summary>Says how to take back what is about to be done. Durable before this returns, so it holds even if the process dies.</summary>
    internal async Task UndoByAsync(CleanUp cleanUp)
    {
        Change(current => current with { CleanUps = [.. current.CleanUps, cleanUp] });
        await store.SaveAsync(Job, CancellationToken.None).ConfigureAwait(false);
        _undo.Push(() => cleanUps.RunAsync(cleanUp, CancellationToken.None));
    }

    /// <summary>Says how to take back, as long as this process lives, what is about to be done.</summary>
    internal void UndoBy(Func<Task> action) => _undo.Push(action);

    /// <summary>Says what to remove once the job has succeeded.</summary>
    internal void AfterSuccess(CleanUp cleanUp) => Change(current => current with { AfterSuccess = [.. current.AfterSuccess, cleanUp] });

    /// <summary>The point of no return: from here on the job has succeeded, whatever happens.</summary>
    internal async Task CommitAsync()
    {
        Change(current => current with { State = JobState.Completed, CleanUps = [.. current.AfterSuccess.Reverse()], AfterSuccess = [], FinishedAt = clock.GetUtcNow() });
        await store.SaveAsync(Job, CancellationToken.None).ConfigureAwait(false);
        await RunRemainingAsync().ConfigureAwait(false);
    }

    /// <summary>Takes back what the job did, newest first, and ends it.</summary>
    internal async Task RollBackAsync(JobState state, JobError error)
    {
        foreach (var undo in _undo)
            await TryAsync(undo).ConfigureAwait(false);
        Change(current => current with
        {
            State = state,
            Error = error,
            CleanUps = [],
            AfterSuccess = [],
            FinishedAt = clock.GetUtcNow(),
            Steps = [.. current.Steps.Select(step => step.State == JobState.Running ? step with { State = state, FinishedAt = clock.GetUtcNow() } : step)],
        });
        await store.SaveAsync(Job, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Does, newest first, the clean-ups that a process that died left.</summary>
    internal async Task RunRemainingAsync()
    {
        while (Job.CleanUps is [.., var last])
        {
            await TryAsync(() => cleanUps.RunAsync(last, CancellationToken.None)).ConfigureAwait(false);
            Change(current => current with { CleanUps = [.. current.CleanUps.SkipLast(1)] });
        }

        await store.SaveAsync(Job, CancellationToken.None).ConfigureAwait(false);
    }

    // One clean-up that fails must not keep the others from being done; what is left behind is named.
    private async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UserException or UnauthorizedAccessException or PluginRuntimeException or LibraryException or InvalidDataException)
        {
            Tell($"Could not clean up: {e.Message}");
        }
    }

    private async Task<T> RunStepAsync<T>(JobStep step, Func<Task<T>> action)
    {
        var index = Job.Steps.Count;
        Change(current => current with { Steps = [.. current.Steps, step] });
        await store.SaveAsync(Job, CancellationToken.None).ConfigureAwait(false);
        try
        {
            var result = await action().ConfigureAwait(false);
            Finish(index, JobState.Completed);
            return result;
        }
        catch
        {
            Finish(index, JobState.Failed);
            throw;
        }
    }

    private void Finish(int index, JobState state) => Change(current => current with
    {
        Steps = [.. current.Steps.Select((step, i) => i == index ? step with { State = state, FinishedAt = clock.GetUtcNow() } : step)],
    });

    private void Change(Func<Job, Job> change)
    {
        lock (_changing)
            Job = change(Job);
        observer?.Report(Job);
    }
}
