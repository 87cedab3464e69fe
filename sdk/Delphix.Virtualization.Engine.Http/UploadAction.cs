using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>What came of an upload, while it is made use of and after.</summary>
internal sealed class UploadAction(string reference, string title, DateTimeOffset startedAt) : IProgress<Job>
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Job? _job;
    private volatile JobError? _error;
    private volatile string _state = "RUNNING";

    internal string Reference { get; } = reference;

    /// <summary>The job's record; null while it waits for others.</summary>
    internal Job? Job => _job;

    /// <summary>Why it failed; null unless it did.</summary>
    internal JobError? Error => _error;

    /// <summary>Whether the plugin was installed before.</summary>
    internal bool IsUpgrade { get; set; }

    /// <summary>How many steps the job takes; null when that is not known.</summary>
    internal int? StepCount { get; set; }

    /// <summary>Completes when the job has begun.</summary>
    internal Task Begun => _begun.Task;

    /// <summary>Completes when the upload has been dealt with, well or not.</summary>
    internal Task Ended { get; set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public void Report(Job value)
    {
        _job = value;
        _begun.TrySetResult();
    }

    internal void Succeed() => _state = "COMPLETED";

    internal void Fail(JobError error, bool isCancelled)
    {
        _error = error;
        _state = isCancelled ? "CANCELLED" : "FAILED";
    }

    /// <summary>The platform's object of the type Action.</summary>
    internal JsonObject ToJson() => new()
    {
        ["type"] = "Action",
        ["reference"] = Reference,
        ["namespace"] = null,
        ["title"] = title,
        ["startTime"] = Answer.Time(startedAt),
        ["endTime"] = Answer.Time(_state == "RUNNING" ? null : _job?.FinishedAt),
        ["state"] = _state,
        ["failureDescription"] = _error?.Message,
        ["failureAction"] = _error?.Action,
        ["failureMessageCode"] = _error is null ? null : "exception.job.failed",
    };

    /// <summary>The platform's object of the type Job.</summary>
    internal JsonObject ToJobJson()
    {
        var state = _state;
        return new()
        {
            ["type"] = "Job",
            ["reference"] = _job?.Reference,
            ["namespace"] = null,
            ["title"] = title,
            ["target"] = _job?.TargetReference,
            ["targetName"] = _job?.Target,
            ["parentAction"] = Reference,
            ["startTime"] = Answer.Time(startedAt),
            ["jobState"] = state,
            ["percentComplete"] = state == "COMPLETED" ? 100 : PercentDone(),
            ["events"] = new JsonArray([.. Events()]),
        };
    }

    private int PercentDone() =>
        _job is { } job && StepCount is { } count
            ? Math.Min(99, 100 * job.Steps.Count(step => step.State == JobState.Completed) / count)
            : 0;

    // Clients know an event by its time and its code, so no two have both the same.
    private IEnumerable<JsonObject> Events()
    {
        if (_job is not { } job)
            yield break;
        for (var i = 0; i < job.Steps.Count; i++)
            yield return Event(job.Steps[i].StartedAt, $"event.job.step.{i + 1}", job.Steps[i].Name);
        for (var i = 0; i < job.Events.Count; i++)
            yield return Event(job.Events[i].Timestamp, $"event.job.message.{i + 1}", job.Events[i].Message);
        if (_error is { } error)
            yield return Event(
                job.FinishedAt ?? startedAt,
                "exception.job.failed",
                error.Message,
                "ERROR",
                error.Action,
                error.Output.Length > 0 ? error.Output : null);
    }

    private static JsonObject Event(
        DateTimeOffset time, string code, string details, string type = "INFO", string? action = null, string? output = null) => new()
        {
            ["type"] = "JobEvent",
            ["timestamp"] = Answer.Time(time),
            ["eventType"] = type,
            ["messageCode"] = code,
            ["messageDetails"] = details,
            ["messageAction"] = action,
            ["messageCommandOutput"] = output,
        };
}
