namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Why a job failed, in its user's terms.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Action">What to do about it.</param>
/// <param name="Output">The output that shows the problem; empty for none.</param>
public sealed record JobError(string Message, string Action, string Output);
