using System.Text.Json;
using System.Text.Json.Serialization;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>The record of one run of a workflow. One JSON document each, in the engine directory's <c>jobs</c>.</summary>
public sealed record Job
{
    /// <summary>The engine's identifier, for example <c>JOB-1</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>The workflow's title, for example <c>Linked source sync</c>.</summary>
    public required string Workflow { get; init; }

    /// <summary>The name of the object that the job is about.</summary>
    public required string Target { get; init; }

    /// <summary>The reference of the object that the job is about.</summary>
    public required string TargetReference { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, UTC; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The reference of the plugin that it uses; null: it may use every plugin.</summary>
    public string? Plugin { get; init; }

    /// <summary>Whether no other job may use the plugin before this one has ended or, if its process died, is undone.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>How far it has come.</summary>
    [JsonRequired]
    public JobState State { get; init; } = JobState.Running;

    /// <summary>What it did, in order.</summary>
    [JsonRequired]
    public IReadOnlyList<JobStep> Steps { get; init; } = [];

    /// <summary>What it wants to be known, in order.</summary>
    [JsonRequired]
    public IReadOnlyList<JobEvent> Events { get; init; } = [];

    /// <summary>The reference of the snapshot that it took; null when it took none.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Why it failed; null unless it did.</summary>
    public JobError? Error { get; init; }

    /// <summary>
    /// What remains to be done after it, newest last: while it runs, how to undo it; once it has ended, what is left of cleaning up.
    /// Kept on disk so that another process can do it when this one dies.
    /// </summary>
    [JsonRequired]
    public IReadOnlyList<CleanUp> CleanUps { get; init; } = [];

    /// <summary>What is to be cleaned up once the job has succeeded; nothing of it before.</summary>
    [JsonRequired]
    public IReadOnlyList<CleanUp> AfterSuccess { get; init; } = [];

    /// <summary>Whether it has ended, and nothing remains to be done.</summary>
    internal bool IsOver => State != JobState.Running && CleanUps.Count == 0;

    /// <summary>What the record says that this version of the engine does not know. It is kept.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Why the job cannot be ended: its record is damaged, and this is what its copy says; null for a sound record.</summary>
    internal DamagedDocument? Damage { get; init; }
}
