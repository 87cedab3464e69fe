namespace Delphix.Virtualization;

/// <summary>An environment: a host that the engine knows and may reach.</summary>
/// <param name="Name">The name that its owner gave it.</param>
/// <param name="Reference">The engine's identifier, for example <c>UNIX_HOST_ENVIRONMENT-1</c>.</param>
/// <param name="Host">The host itself.</param>
public sealed record RemoteEnvironment(string Name, string Reference, RemoteHost Host);
