namespace Delphix.Virtualization;

/// <summary>How to reach a host: as whom, in which environment.</summary>
/// <param name="Environment">The environment that the host belongs to.</param>
/// <param name="User">The user that commands run as.</param>
public sealed record RemoteConnection(RemoteEnvironment Environment, RemoteUser User);
