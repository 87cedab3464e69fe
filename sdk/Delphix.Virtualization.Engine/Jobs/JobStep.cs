using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>A step of a job: something that the engine does, or a call of a plugin operation.</summary>
/// <param name="Name">What is done; for plugin operations, the operation's name.</param>
/// <param name="IsPluginOperation">Whether this is a call of the plugin.</param>
/// <param name="StartedAt">When it began, UTC.</param>
public sealed record JobStep(string Name, bool IsPluginOperation, DateTimeOffset StartedAt)
{
    /// <summary>When it ended, UTC; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How it ended.</summary>
    [JsonRequired]
    public JobState State { get; init; } = JobState.Running;

    /// <summary>What it was doing when it last said so, and how far it was; null when it said nothing, and once it has ended.</summary>
    public string? Detail { get; init; }

    /// <summary>How much of what <see cref="Detail"/> names was done, from 0 to 100; null when that is not known.</summary>
    public double? Percent { get; init; }
}
