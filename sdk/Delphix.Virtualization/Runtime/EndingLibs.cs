using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Runtime;

/// <summary>
/// The engine's libraries during one call of an operation. A non-actionable error of any of them is the end of the call: it is kept here,
/// as a plugin could catch the exception, and every library fails with it from then on.
/// </summary>
internal sealed class EndingLibs(ILibs engine) : ILibs
{
    private NonActionableLibraryException? _error;

    /// <summary>The error that ended the call; null while none did.</summary>
    internal NonActionableLibraryException? Error => Volatile.Read(ref _error);

    public Task<RunResult> RunBashAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables,
        bool useLoginShell,
        bool check,
        CancellationToken cancellationToken) =>
        CallAsync(() => engine.RunBashAsync(connection, command, variables, useLoginShell, check, cancellationToken));

    public Task<RunResult> RunPowershellAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables,
        bool check,
        CancellationToken cancellationToken) =>
        CallAsync(() => engine.RunPowershellAsync(connection, command, variables, check, cancellationToken));

    public Task<RunResult> RunExpectAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables,
        bool check,
        CancellationToken cancellationToken) =>
        CallAsync(() => engine.RunExpectAsync(connection, command, variables, check, cancellationToken));

    public Task RunSyncAsync(
        RemoteConnection connection,
        string sourceDirectory,
        string? rsyncUser,
        IReadOnlyList<string>? excludePaths,
        IReadOnlyList<string>? symLinksToFollow,
        CancellationToken cancellationToken) =>
        CallAsync(async () =>
        {
            await engine
                .RunSyncAsync(connection, sourceDirectory, rsyncUser, excludePaths, symLinksToFollow, cancellationToken)
                .ConfigureAwait(false);
            return true;
        });

    public Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken) =>
        CallAsync(() => engine.RetrieveCredentialsAsync(credentialsSupplier, cancellationToken));

    public JsonObject UpgradePassword(string password, string? username)
    {
        ThrowIfEnded();
        try
        {
            return engine.UpgradePassword(password, username);
        }
        catch (NonActionableLibraryException e)
        {
            End(e);
            throw;
        }
    }

    /// <exception cref="NonActionableLibraryException">The call has ended.</exception>
    internal void ThrowIfEnded()
    {
        if (Error is { } error)
            throw error;
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        ThrowIfEnded();
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (NonActionableLibraryException e)
        {
            End(e);
            throw;
        }
    }

    // The first one counts: libraries may run side by side.
    private void End(NonActionableLibraryException error) => Interlocked.CompareExchange(ref _error, error, null);
}
