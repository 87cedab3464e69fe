namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>A job failed; what it had done was undone.</summary>
/// <param name="job">The job's record.</param>
/// <param name="innerException">The cause.</param>
public sealed class JobFailedException(Job job, Exception? innerException = null)
    : UserException(job.Error?.Message ?? "", job.Error?.Action, job.Error?.Output ?? "", innerException)
{
    /// <summary>The job's record.</summary>
    public Job Job { get; } = job;
}
