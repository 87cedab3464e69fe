using System.Runtime.ExceptionServices;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Runs workflows as jobs, one at a time per object, and ends what jobs of dead processes left half-done.</summary>
internal sealed class JobRunner(EngineContext engine, Action<string> log)
{
    private readonly CleanUpRunner _cleanUps = new(engine);
    private readonly OldRecord _oldRecord = new(engine);

    internal async Task<Job> RunAsync(Workflow workflow, IProgress<Job>? observer, CancellationToken cancellationToken)
    {
        var (turn, plugin, target) = await BeginAsync(workflow, cancellationToken);
        using var held = turn;
        using var targetLock = await FileLock
            .AcquireAsync(
                engine.Directory.Lock(target.Reference),
                () => log($"Waiting for another job on '{target.Name}' to end."),
                cancellationToken);
        await RecoverAsync(target.Reference, turn, cancellationToken);

        var reference = await engine.Catalog.NextReferenceAsync(JobStore.Prefix, cancellationToken);
        var job = new Job
        {
            Reference = reference,
            Workflow = workflow.Title,
            Target = target.Name,
            TargetReference = target.Reference,
            StartedAt = engine.Clock.GetUtcNow(),
            Plugin = plugin,
            IsExclusive = workflow.IsExclusive,
        };
        using var jobLock = await engine.Jobs.LockNewAsync(reference);
        var execution = new JobExecution(job, engine.Jobs, _cleanUps, engine.Clock, observer);
        var failure = await ExecuteAsync(workflow, target, execution, engine, cancellationToken);
        // The lock of the job is removed last. If this process dies before, the next command finds the lock, and finishes.
        if (execution.IsSettled)
            RemoveIfGone(targetLock, target.Reference);
        if (execution.IsSettled)
            jobLock.Remove();
        if (execution.IsSettled && failure is null && workflow is { IsExclusive: true, RemovesTarget: true })
            turn.Remove();
        failure?.Throw();
        return execution.Job;
    }

    /// <summary>
    /// Ends the jobs whose process died: undoes them, or finishes their clean-up. Jobs on objects that are in use wait for the next time.
    /// </summary>
    /// <param name="heldTarget">An object whose lock the caller holds, and whose dead jobs must be ended before this returns.</param>
    /// <param name="turn">The caller's turn: the dead jobs that it excludes must be ended too.</param>
    /// <param name="cancellationToken">Gives up what is to be undone on hosts; all else is undone.</param>
    internal async Task RecoverAsync(string? heldTarget = null, JobTurn? turn = null, CancellationToken cancellationToken = default)
    {
        var withoutLock = await engine.Jobs.UnfinishedWithoutLockAsync(CancellationToken.None);
        foreach (var reference in engine.Jobs.Unfinished().Union(withoutLock))
        {
            var (job, damage) = await engine.Jobs.ReadAsync(reference, CancellationToken.None);
            // What such a job did cannot be undone. Jobs on other objects continue; one on the same object would build on what was left
            // half-done.
            if (damage is not null && (job is null ? turn?.IsExclusive == true : IsHeld(job, heldTarget, turn)))
                throw damage.ToException();
            if (damage is not null)
                continue;
            var isHeld = job is not null && IsHeld(job, heldTarget, turn);
            try
            {
                // A job that our locks exclude is not running. Its lock can only be held by another command that looks at it, for a moment.
                using var jobLock = isHeld
                    ? await engine.Jobs.LockAsync(
                        reference, () => log($"Waiting for another command to end the job {reference}, which was cut short."))
                    : engine.Jobs.TryLock(reference);
                if (jobLock is not null)
                    await RecoverAsync(reference, jobLock, heldTarget, turn, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && !isHeld)
            {
                // A disk that cannot be written must not keep anybody from looking at what is there.
                log($"The job {reference} was cut short, and cannot be undone now: {e.Message.TrimEnd('.')}. "
                    + "The next command tries again.");
            }
        }
    }

    // The turn comes first, so that nothing is read or checked by a plugin that is being upgraded.
    private async Task<(JobTurn Turn, string? Plugin, CatalogObject Target)> BeginAsync(
        Workflow workflow, CancellationToken cancellationToken)
    {
        while (true)
        {
            var plugin = await workflow.FindPluginAsync(engine, cancellationToken);
            var turn = await JobTurn.TakeAsync(engine.Directory, plugin, workflow.IsExclusive, log, cancellationToken);
            try
            {
                var target = await workflow.FindTargetAsync(engine, cancellationToken);
                // What has the name now may belong to another plugin.
                if (await workflow.FindPluginAsync(engine, cancellationToken) == plugin)
                    return (turn, plugin, target);
            }
            catch
            {
                turn.Dispose();
                throw;
            }

            turn.Dispose();
        }
    }

    private async Task RecoverAsync(
        string reference, FileLock jobLock, string? heldTarget, JobTurn? turn, CancellationToken cancellationToken)
    {
        engine.Jobs.DeleteTemporaries(reference);
        // Read again, as it may have changed until the lock was taken.
        var (job, damage) = await engine.Jobs.ReadAsync(reference, CancellationToken.None);
        if (damage is not null)
            return;
        if (job is { State: JobState.Running } && await _oldRecord.TryEndAsync(job) is { } ended)
        {
            job = ended;
            await engine.Jobs.SaveAsync(job, CancellationToken.None);
        }

        if (job is null or { IsOver: true })
        {
            if (job is not null)
            {
                using var targetOfEnded = FileLock.TryAcquire(engine.Directory.Lock(job.TargetReference));
                RemoveIfGone(targetOfEnded, job.TargetReference);
            }

            jobLock.Remove();
            return;
        }

        var isHeld = IsHeld(job, heldTarget, turn);
        using var targetLock = isHeld ? null : FileLock.TryAcquire(engine.Directory.Lock(job.TargetReference));
        if (targetLock is null && !isHeld)
            return;
        if (job.State == JobState.Running && job.CleanUps.OfType<CleanUp.CallPlugin>().Any())
            log($"Undoing what a job on '{job.Target}' did until its process ended: {job.Workflow}, {reference}.");
        var execution = new JobExecution(job, engine.Jobs, _cleanUps, engine.Clock, null);
        await execution.RecoverAsync(
            new JobError("The engine's process ended while the job ran; what it had done was undone.", "Start the job again.", ""),
            cancellationToken);
        if (execution.IsSettled)
        {
            RemoveIfGone(targetLock, job.TargetReference);
            jobLock.Remove();
        }
        else if ((job.IsExclusive || turn?.IsExclusive == true) && execution.Job.CleanUps.Any(cleanUp => cleanUp.IsOfCatalog))
        {
            throw new UserException(
                $"The job {reference} ({job.Workflow}) was cut short and cannot be undone: {execution.Job.Events[^1].Message}",
                "Fix the disk of the engine directory; the next job then undoes it.",
                "");
        }
    }

    // Nobody will ever lock what is not there: this job, one that died, or another one that this one waited for has removed it.
    private void RemoveIfGone(FileLock? targetLock, string reference)
    {
        if (targetLock is not null && CatalogType.TryOfReference(reference) is { } type && !engine.Catalog.Exists(type, reference))
            targetLock.Remove();
    }

    // Whether the caller's locks keep a job from running.
    private static bool IsHeld(Job job, string? heldTarget, JobTurn? turn) =>
        (heldTarget is not null && job.TargetReference == heldTarget) || turn?.Excludes(job) == true;

    // What the workflow failed with, once all that it had done is undone; null when it succeeded.
    private static async Task<ExceptionDispatchInfo?> ExecuteAsync(
        Workflow workflow, CatalogObject target, JobExecution execution, EngineContext engine, CancellationToken cancellationToken)
    {
        try
        {
            await workflow.RunAsync(new WorkflowRun(engine, execution, workflow.IsForced, cancellationToken), target);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            await execution.RollBackAsync(
                JobState.Cancelled,
                new JobError("The job was cancelled; what it had done was undone.", "Start the job again.", ""),
                CancellationToken.None);
            return ExceptionDispatchInfo.Capture(e);
        }
        catch (Exception e)
        {
            await execution.RollBackAsync(JobState.Failed, JobErrors.Describe(e), CancellationToken.None);
            return ExceptionDispatchInfo.Capture(new JobFailedException(execution.Job, e));
        }

        try
        {
            await execution.CommitAsync();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The record may say already that the job succeeded; the process that reads it next finishes or undoes accordingly.
            var error = new JobError(
                $"The end of the job could not be recorded: {e.Message}",
                "Check the disk of the engine directory; the next job finishes this one or undoes it.",
                "");
            return ExceptionDispatchInfo.Capture(new JobFailedException(execution.Job with { Error = error }, e));
        }
    }
}
