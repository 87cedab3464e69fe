using System.Runtime.ExceptionServices;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Runs workflows as jobs, one at a time per object, and ends what jobs of dead processes left half-done.</summary>
internal sealed class JobRunner(EngineContext engine)
{
    private readonly CleanUpRunner _cleanUps = new(engine.Catalog, engine.Pools);

    internal async Task<Job> RunAsync(Workflow workflow, IProgress<Job>? observer, CancellationToken cancellationToken)
    {
        var target = await workflow.FindTargetAsync(engine, cancellationToken).ConfigureAwait(false);
        using var targetLock = await FileLock.AcquireAsync(engine.Directory.Lock(target.Reference), null, cancellationToken).ConfigureAwait(false);
        await RecoverAsync(target.Reference).ConfigureAwait(false);

        var reference = await engine.Catalog.NextReferenceAsync("JOB", cancellationToken).ConfigureAwait(false);
        var job = new Job
        {
            Reference = reference,
            Workflow = workflow.Title,
            Target = target.Name,
            TargetReference = target.Reference,
            StartedAt = engine.Clock.GetUtcNow(),
        };
        using var jobLock = engine.Jobs.TryLock(reference) ?? throw new InvalidOperationException($"{reference} is locked though it is new.");
        var execution = new JobExecution(job, engine.Jobs, _cleanUps, engine.Clock, observer);
        var failure = await ExecuteAsync(workflow, target, execution, engine, cancellationToken).ConfigureAwait(false);
        jobLock.Remove();
        if (failure is null ? workflow.RemovesTarget : workflow.CreatesTarget)
            targetLock.Remove();
        failure?.Throw();
        return execution.Job;
    }

    /// <summary>Ends the jobs whose process died: undoes them, or finishes their clean-up. Jobs on objects that are in use wait for the next time.</summary>
    internal async Task RecoverAsync(string? heldTarget = null)
    {
        foreach (var reference in engine.Jobs.Unfinished())
        {
            using var jobLock = engine.Jobs.TryLock(reference);
            if (jobLock is null)
                continue;
            var job = await engine.Jobs.TryGetAsync(reference, CancellationToken.None).ConfigureAwait(false);
            if (job is null)
            {
                jobLock.Remove();
                continue;
            }

            using var targetLock = job.TargetReference == heldTarget ? null : FileLock.TryAcquire(engine.Directory.Lock(job.TargetReference));
            if (targetLock is null && job.TargetReference != heldTarget)
                continue;
            await RecoverAsync(job).ConfigureAwait(false);
            jobLock.Remove();
        }
    }

    private async Task RecoverAsync(Job job)
    {
        var execution = new JobExecution(job, engine.Jobs, _cleanUps, engine.Clock, null);
        await execution.RunRemainingAsync().ConfigureAwait(false);
        if (job.State == JobState.Running)
        {
            await execution.RollBackAsync(JobState.Failed, new JobError(
                "The engine's process ended while the job ran; what it had done was undone.", "Start the job again.", "")).ConfigureAwait(false);
        }
    }

    // What the workflow failed with, once all that it had done is undone; null when it succeeded.
    private static async Task<ExceptionDispatchInfo?> ExecuteAsync(Workflow workflow, CatalogObject target, JobExecution execution, EngineContext engine, CancellationToken cancellationToken)
    {
        try
        {
            await workflow.RunAsync(engine, target, execution, cancellationToken).ConfigureAwait(false);
            await execution.CommitAsync().ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            await execution.RollBackAsync(JobState.Cancelled, new JobError("The job was cancelled; what it had done was undone.", "Start the job again.", "")).ConfigureAwait(false);
            return ExceptionDispatchInfo.Capture(e);
        }
        catch (Exception e) when (execution.Job.State == JobState.Running)
        {
            await execution.RollBackAsync(JobState.Failed, JobErrors.Describe(e)).ConfigureAwait(false);
            return ExceptionDispatchInfo.Capture(new JobFailedException(execution.Job, e));
        }
    }
}
