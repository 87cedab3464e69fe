namespace Delphix.Virtualization;

/// <summary>A host of an environment.</summary>
/// <param name="Name">The address by which the engine reaches it.</param>
/// <param name="Reference">The engine's identifier, for example <c>UNIX_HOST-1</c>.</param>
/// <param name="BinaryPath">The absolute path of the folder on the host where the platform keeps tools of its own. Unix only.</param>
/// <param name="ScratchPath">
/// The absolute path of a small private folder on the host for the plugin's own use. By convention each dSource or VDB has one subfolder,
/// named by its GUID, that is removed in unconfigure or stop-staging. No secrets belong in it.
/// </param>
public sealed record RemoteHost(string Name, string Reference, string BinaryPath, string ScratchPath);
