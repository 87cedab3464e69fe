using System.Globalization;
using System.Text.Json;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Files;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>The records of all jobs, and the locks by which a job whose process died is told from one that runs.</summary>
internal sealed class JobStore(EngineDirectory directory)
{
    private string PathOf(string reference) => Path.Combine(directory.Jobs, reference + ".json");

    private string LockOf(string reference) => Path.Combine(directory.Jobs, reference + ".lock");

    /// <summary>Takes the lock that a job's process holds while it is responsible for the job; null when another process is.</summary>
    internal FileLock? TryLock(string reference) => FileLock.TryAcquire(LockOf(reference));

    /// <summary>Waits for that lock.</summary>
    internal Task<FileLock> LockAsync(string reference) => FileLock.AcquireAsync(LockOf(reference), null, CancellationToken.None);

    /// <summary>The jobs that somebody is, or was, responsible for.</summary>
    internal IReadOnlyList<string> Unfinished() =>
        Directory.Exists(directory.Jobs) ? [.. Directory.EnumerateFiles(directory.Jobs, "*.lock").Select(path => Path.GetFileNameWithoutExtension(path)!)] : [];

    /// <summary>Deletes what is left of a record that a process died over. The caller has the job's lock.</summary>
    internal void DeleteTemporaries(string reference) => DurableFile.DeleteTemporaries(PathOf(reference));

    internal Task SaveAsync(Job job, CancellationToken cancellationToken) =>
        DurableFile.WriteAsync(PathOf(job.Reference), JsonSerializer.SerializeToUtf8Bytes(job, CatalogJson.Default.Job), cancellationToken);

    internal async Task<Job?> TryGetAsync(string reference, CancellationToken cancellationToken)
    {
        var path = PathOf(reference);
        if (Path.GetDirectoryName(path) != directory.Jobs || !File.Exists(path))
            return null;
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            return JsonSerializer.Deserialize(bytes, CatalogJson.Default.Job);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The job record {path} is damaged: {e.Message}", e);
        }
    }

    /// <summary>All jobs, oldest first.</summary>
    internal async Task<IReadOnlyList<Job>> ListAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory.Jobs))
            return [];
        var jobs = new List<Job>();
        foreach (var path in Directory.EnumerateFiles(directory.Jobs, "JOB-*.json"))
            jobs.Add((await TryGetAsync(Path.GetFileNameWithoutExtension(path), cancellationToken))!);
        return [.. jobs.OrderBy(job => int.Parse(job.Reference.AsSpan("JOB-".Length), NumberStyles.None, CultureInfo.InvariantCulture))];
    }
}
