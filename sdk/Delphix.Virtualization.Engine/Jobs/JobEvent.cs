namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Something that a job wants its user to know.</summary>
/// <param name="Timestamp">When, UTC.</param>
/// <param name="Message">What.</param>
/// <param name="IsProgress">Whether it says how far the step under way had come, and no more.</param>
public sealed record JobEvent(DateTimeOffset Timestamp, string Message, bool IsProgress = false);
