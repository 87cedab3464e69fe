using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Runtime;

/// <summary>What a data migration may call: it must not reach a host, so only <see cref="UpgradePassword"/>.</summary>
internal sealed class MigrationLibs(ILibs engine) : ILibs
{
    public Task<RunResult> RunBashAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables,
        bool useLoginShell,
        bool check,
        CancellationToken cancellationToken) =>
        throw Refused(nameof(RunBashAsync));

    public Task<RunResult> RunPowershellAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables,
        bool check,
        CancellationToken cancellationToken) =>
        throw Refused(nameof(RunPowershellAsync));

    public Task<RunResult> RunExpectAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables,
        bool check,
        CancellationToken cancellationToken) =>
        throw Refused(nameof(RunExpectAsync));

    public Task RunSyncAsync(
        RemoteConnection connection,
        string sourceDirectory,
        string? rsyncUser,
        IReadOnlyList<string>? excludePaths,
        IReadOnlyList<string>? symLinksToFollow,
        CancellationToken cancellationToken) =>
        throw Refused(nameof(RunSyncAsync));

    public Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken) =>
        throw Refused(nameof(RetrieveCredentialsAsync));

    public JsonObject UpgradePassword(string password, string? username) => password is null
        ? throw new LibraryException(LibraryError.InvalidArgument, "UpgradePassword: the argument 'password' is null; expected: a text.")
        : engine.UpgradePassword(password, username);

    private static LibraryException Refused(string library) =>
        new(
            LibraryError.NotSupported,
            $"{library} cannot be called by data migrations, which must not reach hosts. Only UpgradePassword can.");
}
