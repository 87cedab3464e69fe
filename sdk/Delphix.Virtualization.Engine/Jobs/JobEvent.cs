namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Something that a job wants its user to know.</summary>
/// <param name="Timestamp">When, UTC.</param>
/// <param name="Message">What.</param>
public sealed record JobEvent(DateTimeOffset Timestamp, string Message);
