namespace Delphix.Virtualization.Engine.Http.Client;

/// <summary>What an engine makes of an uploaded artifact.</summary>
/// <param name="Action">The reference of the action.</param>
/// <param name="Job">The reference of the job that upgrades the plugin; null when it is installed.</param>
internal sealed record Upload(string Action, string? Job);
