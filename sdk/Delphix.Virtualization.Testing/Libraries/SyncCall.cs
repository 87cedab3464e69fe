namespace Delphix.Virtualization.Testing;

/// <summary>One call of <see cref="ILibs.RunSyncAsync"/>.</summary>
/// <param name="Connection">The source host, and as whom.</param>
/// <param name="SourceDirectory">The directory to copy.</param>
/// <param name="RsyncUser">As whom rsync logs in; null: as the connection's user.</param>
/// <param name="ExcludePaths">What is left out.</param>
/// <param name="SymLinksToFollow">The symlinks that are followed.</param>
public sealed record SyncCall(
    RemoteConnection Connection,
    string SourceDirectory,
    string? RsyncUser,
    IReadOnlyList<string> ExcludePaths,
    IReadOnlyList<string> SymLinksToFollow);
