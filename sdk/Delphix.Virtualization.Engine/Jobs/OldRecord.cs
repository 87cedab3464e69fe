using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>
/// Finds out whether the record of a job that seems to have died comes from a backup, which was made while the job ran. What such a record
/// would undo is in use since.
/// </summary>
internal sealed class OldRecord(EngineContext engine)
{
    /// <summary>What is known of a job whose record says that it runs, though its process is gone.</summary>
    /// <returns>The job as it ended; null when nothing speaks against the record.</returns>
    internal async Task<Job?> TryEndAsync(Job job)
    {
        // The copy of a record is written first.
        // A copy with another start time is that of another engine's job with the same number.
        if (await engine.Jobs.TryGetCopyAsync(job.Reference, CancellationToken.None) is { State: not JobState.Running } ended
            && ended.StartedAt == job.StartedAt)
            return ended;
        if (!await IsOlderThanTheCatalogAsync(job))
            return null;
        return job with
        {
            State = JobState.Failed,
            FinishedAt = engine.Clock.GetUtcNow(),
            CleanUps = [],
            AfterSuccess = [],
            Error = new JobError(
                "The record of the job is older than the catalog: it comes from a backup that was made while the job ran. "
                + "What the job did stays.",
                $"Check whether '{job.Target}' is as it should be.",
                ""),
        };
    }

    // A job says how to undo a change before it makes it. So a catalog that has a change which the record does not know is a later one.
    private async Task<bool> IsOlderThanTheCatalogAsync(Job job)
    {
        var datasets = await DatasetNames.AllAsync(engine, CancellationToken.None);
        for (var i = 0; i < job.CleanUps.Count; i++)
        {
            var since = job.CleanUps.Skip(i + 1).ToList();
            switch (job.CleanUps[i])
            {
                case CleanUp.DestroyVolume(var volume)
                    when datasets.FirstOrDefault(dataset => dataset.Volume == volume) is { } owner
                    && !since.Exists(undo => Changes(undo, owner.Reference)):
                case CleanUp.DestroySnapshot(var snapshot)
                    when engine.Catalog.Exists(CatalogType.Of<SnapshotObject>(), snapshot)
                    && !since.Exists(undo => Changes(undo, snapshot)):
                case CleanUp.RestoreObject restore
                    when datasets.FirstOrDefault(dataset => Changes(restore, dataset.Reference)) is { } now
                    && await IsLostByAsync(restore, now):
                    return true;
            }
        }

        return false;
    }

    private static bool Changes(CleanUp undo, string reference) => undo switch
    {
        CleanUp.RemoveObject remove => remove.Reference == reference,
        CleanUp.RestoreObject restore => restore.Document["reference"]?.GetValue<string>() == reference,
        _ => false,
    };

    // Whether a dataset would get a volume that is gone in exchange for one that is there.
    private async Task<bool> IsLostByAsync(CleanUp.RestoreObject undo, DatasetObject now)
    {
        if (undo.Document["volume"]?.GetValue<string>() is not { Length: > 0 } before || before == now.Volume || !now.HasVolume)
            return false;
        try
        {
            var pool = await engine.Pools.OpenAsync(CancellationToken.None);
            return Directory.Exists(pool.VolumePath(now.Volume)) && !Directory.Exists(pool.VolumePath(before));
        }
        catch (UserException)
        {
            // Storage that cannot be opened tells nothing, and must not keep commands that need none from continuing.
            return false;
        }
    }
}
