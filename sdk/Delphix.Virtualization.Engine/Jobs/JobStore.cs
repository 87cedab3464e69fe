using System.Collections.Concurrent;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>The records of all jobs, and the locks, which distinguish a job whose process died from one that runs.</summary>
/// <param name="directory">Where the records are.</param>
/// <param name="log">Receives what is damaged; null to discard it.</param>
internal sealed class JobStore(EngineDirectory directory, Action<string>? log = null)
{
    /// <summary>What the references of jobs begin with.</summary>
    internal const string Prefix = "JOB";

    private readonly ConcurrentDictionary<string, bool> _told = new();

    private string PathOf(string reference) => Path.Combine(directory.Jobs, reference + ".json");

    private string LockOf(string reference) => Path.Combine(directory.Jobs, reference + ".lock");

    /// <summary>Takes the lock that a job's process holds while it is responsible for the job; null when another process is.</summary>
    internal FileLock? TryLock(string reference) => FileLock.TryAcquire(LockOf(reference));

    /// <summary>Waits for that lock.</summary>
    /// <param name="reference">The job's reference.</param>
    /// <param name="onWait">Called once, before the first wait.</param>
    internal Task<FileLock> LockAsync(string reference, Action? onWait = null) =>
        FileLock.AcquireAsync(LockOf(reference), onWait, CancellationToken.None);

    /// <summary>Takes the lock of a job that is to begin.</summary>
    /// <exception cref="UserException">There is a record with its reference, which stays as it is.</exception>
    internal async Task<FileLock> LockNewAsync(string reference)
    {
        // A process that looks for dead jobs may hold it for a moment.
        var held = await LockAsync(reference);
        if (!Path.Exists(PathOf(reference)))
            return held;
        held.Dispose();
        throw new UserException($"There is a record of the job {reference} already: {PathOf(reference)}.", "Start the job again.", "");
    }

    /// <summary>The jobs that have a lock file: they run, or their process died.</summary>
    internal IReadOnlyList<string> Unfinished() =>
        Directory.Exists(directory.Jobs)
            ? [.. Directory.EnumerateFiles(directory.Jobs, "*.lock").Select(path => Path.GetFileNameWithoutExtension(path)!)]
            : [];

    /// <summary>
    /// The jobs that are not over, though no lock says so, as where the locks were removed or a backup has none. A record that is over is
    /// read once only: then it is marked.
    /// </summary>
    internal async Task<IReadOnlyList<string>> UnfinishedWithoutLockAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory.Jobs))
            return [];
        var found = new List<string>();
        foreach (var path in Directory.EnumerateFileSystemEntries(directory.Jobs, $"{Prefix}-*.json"))
        {
            var reference = Path.GetFileNameWithoutExtension(path);
            if (!IsReference(reference) || FileFacts.TryRead(path) is not { } facts || IsMarked(facts)
                || File.Exists(LockOf(reference)))
                continue;
            var (content, fault) = await DocumentOf(reference).ReadAsync(job => FaultOf(reference, job), cancellationToken);
            // Of a damaged record, only its copy can say that the job is not over.
            var job = fault is null ? (Job?)content : await TryGetCopyAsync(reference, cancellationToken);
            if (job is { IsOver: false })
                found.Add(reference);
            else if (job is not null && fault is null)
                Mark(path, isOver: true);
        }

        return found;
    }

    /// <summary>Whether a text has the form of a job's reference.</summary>
    internal static bool IsReference(string text) => ReferenceCounter.IsReference(text, Prefix);

    /// <summary>Deletes what is left of a record that a process died over. The caller has the job's lock.</summary>
    internal void DeleteTemporaries(string reference) => DocumentOf(reference).DeleteTemporaries();

    internal async Task SaveAsync(Job job, CancellationToken cancellationToken)
    {
        await DocumentOf(job.Reference).SaveAsync(job, cancellationToken);
        // So that the next command need not read it.
        if (job.IsOver)
            Mark(PathOf(job.Reference), isOver: true);
    }

    /// <summary>A job's record; null when there is none.</summary>
    /// <exception cref="UserException">It is damaged.</exception>
    internal async Task<Job?> TryGetAsync(string reference, CancellationToken cancellationToken)
    {
        var (job, damage) = await ReadAsync(reference, cancellationToken);
        return damage is null ? job : throw damage.ToException();
    }

    /// <summary>A job's record, and what is wrong with it. The job of a damaged record is there as its copy says, if it has one.</summary>
    internal async Task<(Job? Job, DamagedDocument? Damage)> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        if (!IsReference(reference))
            return (null, null);
        var document = DocumentOf(reference);
        var (content, fault) = await document.ReadAsync(job => FaultOf(reference, job), cancellationToken);
        if (fault is null)
            return ((Job?)content, null);
        var copy = await TryGetCopyAsync(reference, cancellationToken);
        var damage = DamageOf(reference, fault, copy);
        if (_told.TryAdd(reference, true))
            log?.Invoke(damage.ToString());
        return (copy is null ? null : copy with { Damage = damage }, damage);
    }

    /// <summary>What the copy of a job's record says; null without a good one.</summary>
    internal async Task<Job?> TryGetCopyAsync(string reference, CancellationToken cancellationToken) =>
        (Job?)(await DocumentOf(reference).ReadCopyAsync(job => FaultOf(reference, job), cancellationToken)).Content;

    /// <summary>All jobs, oldest first. One whose record is damaged is there as its copy says, if it has one.</summary>
    internal async Task<IReadOnlyList<Job>> ListAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory.Jobs))
            return [];
        var jobs = new List<Job>();
        foreach (var path in Directory.EnumerateFileSystemEntries(directory.Jobs, $"{Prefix}-*.json"))
        {
            if ((await ReadAsync(Path.GetFileNameWithoutExtension(path), cancellationToken)).Job is not { } job)
                continue;
            jobs.Add(job);
            // Somebody wrote another record into the file.
            if (job is { IsOver: false, Damage: null } && FileFacts.TryRead(path) is { } facts && IsMarked(facts))
                Mark(path, isOver: false);
        }

        return [.. jobs.OrderBy(job => ReferenceCounter.NumberOf(job.Reference))];
    }

    /// <summary>Puts the copy of a damaged record in its place. The damaged one is kept.</summary>
    /// <exception cref="UserException">The record is not damaged, or has no good copy.</exception>
    internal async Task RestoreAsync(string reference, CancellationToken cancellationToken)
    {
        var (job, damage) = await ReadAsync(reference, cancellationToken);
        if (damage is null)
            throw CatalogStore.NotDamaged("job", reference, exists: job is not null);
        if (job is null)
            throw damage.ToException();
        DocumentOf(reference).SetAside(directory.Damaged("jobs"));
        await SaveAsync(job with { Damage = null }, cancellationToken);
    }

    // The sticky bit means nothing on files. Whenever the engine writes a record, it makes a new file, which has no mark. Who puts a record
    // back from a backup may write it into the file that has the bit: then it has another time.
    private static bool IsMarked(FileFacts facts) => facts is { IsSticky: true, IsOfWholeSecond: true };

    private static void Mark(string path, bool isOver)
    {
        try
        {
            if (isOver)
                File.SetLastWriteTimeUtc(path, DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).UtcDateTime);
            File.SetUnixFileMode(path, isOver ? PrivateFile.Mode | UnixFileMode.StickyBit : PrivateFile.Mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // On a disk that cannot be written, the record is read again each time.
        }
    }

    private DocumentFile DocumentOf(string reference) =>
        new(PathOf(reference), Path.Combine(directory.LastGood("jobs"), reference + ".json"), typeof(Job));

    private DamagedDocument DamageOf(string reference, string fault, Job? copy) =>
        new(reference, "job", copy is null ? null : $"{copy.Workflow} of {copy.Target}", PathOf(reference), fault);

    private static string? FaultOf(string reference, object content)
    {
        var job = (Job)content;
        return job.Reference != reference ? $"is that of '{job.Reference}'"
            // The target's lock is a file of this name.
            : job.TargetReference.Length == 0 || !job.TargetReference.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                ? $"is damaged ('{job.TargetReference}' is no reference)"
            : job.Steps.Contains(null!) || job.Events.Contains(null!) || job.CleanUps.Contains(null!) || job.AfterSuccess.Contains(null!)
                ? "is damaged (an item of a list is null)"
            : job.CleanUps.Concat(job.AfterSuccess).Any(cleanUp => !cleanUp.IsSound) ? "is damaged (it does not say what to clean up)"
            : null;
    }
}
