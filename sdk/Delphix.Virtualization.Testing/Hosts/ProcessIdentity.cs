namespace Delphix.Virtualization.Testing;

/// <summary>A process; when it started distinguishes it from a later one with the same id.</summary>
/// <param name="Id">Its process id.</param>
/// <param name="Parent">The id of its parent.</param>
/// <param name="Session">The id of the process that leads its session.</param>
/// <param name="StartedAt">Clock ticks since boot.</param>
internal readonly record struct ProcessIdentity(int Id, int Parent, int Session, long StartedAt);
