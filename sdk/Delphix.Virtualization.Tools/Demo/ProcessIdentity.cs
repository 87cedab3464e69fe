namespace Delphix.Virtualization.Tools.Demo;

/// <summary>A process, told from a later one with the same id by when it started.</summary>
/// <param name="Id">Its process id.</param>
/// <param name="Parent">The id of its parent.</param>
/// <param name="Session">The id of the process that leads its session.</param>
/// <param name="StartedAt">Clock ticks since boot.</param>
internal readonly record struct ProcessIdentity(int Id, int Parent, int Session, long StartedAt);
