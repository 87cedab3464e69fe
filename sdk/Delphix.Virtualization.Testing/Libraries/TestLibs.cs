using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Testing;

/// <summary>Platform libraries for tests, which keep every call. Use <see cref="FakeLibs"/> or <see cref="LocalLibs"/>.</summary>
public abstract class TestLibs : ILibs
{
    private readonly ConcurrentQueue<LibraryCall> _calls = new();
    private readonly ConcurrentQueue<RunResult> _results = new();

    private protected TestLibs()
    {
    }

    /// <summary>The scripts that were run so far, in their order.</summary>
    public IReadOnlyList<LibraryCall> Calls => [.. _calls];

    /// <summary>What the scripts printed that have ended, in the order of their ends.</summary>
    public IReadOnlyList<RunResult> Results => [.. _results];

    /// <summary>
    /// What <see cref="RetrieveCredentialsAsync"/> returns; null: those that the object holds, which it does unless it names a vault.
    /// </summary>
    public Credentials? Credentials { get; set; }

    /// <inheritdoc/>
    public Task<RunResult> RunBashAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool useLoginShell = false,
        bool check = false,
        CancellationToken cancellationToken = default) =>
        KeepAsync(new(nameof(RunBashAsync), connection, command, Copy(variables), useLoginShell, check), cancellationToken);

    /// <inheritdoc/>
    public Task<RunResult> RunPowershellAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default) =>
        KeepAsync(new(nameof(RunPowershellAsync), connection, command, Copy(variables), UseLoginShell: false, check), cancellationToken);

    /// <inheritdoc/>
    public Task<RunResult> RunExpectAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default) =>
        KeepAsync(new(nameof(RunExpectAsync), connection, command, Copy(variables), UseLoginShell: false, check), cancellationToken);

    /// <inheritdoc/>
    public Task RunSyncAsync(
        RemoteConnection connection,
        string sourceDirectory,
        string? rsyncUser = null,
        IReadOnlyList<string>? excludePaths = null,
        IReadOnlyList<string>? symLinksToFollow = null,
        CancellationToken cancellationToken = default) =>
        SyncAsync(new(connection, sourceDirectory, rsyncUser, excludePaths ?? [], symLinksToFollow ?? []), cancellationToken);

    /// <inheritdoc/>
    public Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken = default) =>
        Credentials is { } given
            ? Task.FromResult(given)
            : new CredentialsReader((secret, _) => Task.FromResult(secret)).ReadAsync(credentialsSupplier, cancellationToken);

    /// <inheritdoc/>
    public JsonObject UpgradePassword(string password, string? username = null) => CredentialsSupplier.OfPassword(password, username);

    private protected abstract Task<RunResult> RunAsync(LibraryCall call, CancellationToken cancellationToken);

    private protected abstract Task SyncAsync(SyncCall call, CancellationToken cancellationToken);

    private async Task<RunResult> KeepAsync(LibraryCall call, CancellationToken cancellationToken)
    {
        _calls.Enqueue(call);
        var result = await RunAsync(call, cancellationToken);
        _results.Enqueue(result);
        return call.Check && result.ExitCode != 0 ? throw new ScriptException(result) : result;
    }

    // The plugin may change what it gave.
    private static Dictionary<string, string> Copy(IReadOnlyDictionary<string, string>? variables) =>
        new(variables ?? new Dictionary<string, string>());
}
