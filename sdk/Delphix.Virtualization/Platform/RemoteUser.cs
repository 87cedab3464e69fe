namespace Delphix.Virtualization;

/// <summary>A user of a host.</summary>
/// <param name="Name">The login name.</param>
/// <param name="Reference">The engine's identifier, for example <c>HOST_USER-1</c>.</param>
public sealed record RemoteUser(string Name, string Reference);
