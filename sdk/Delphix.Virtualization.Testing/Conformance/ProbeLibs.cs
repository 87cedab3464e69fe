using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Secrets;

namespace Delphix.Virtualization.Testing;

/// <summary>Platform libraries of which every call of a host ends in the same way, and is kept.</summary>
/// <param name="answer">Answers, or throws.</param>
internal sealed class ProbeLibs(Func<CancellationToken, Task<RunResult>> answer) : ILibs
{
    private readonly Lock _lock = new();
    private readonly List<string> _commands = [];

    /// <summary>The texts of the scripts.</summary>
    internal IReadOnlyList<string> Commands
    {
        get
        {
            lock (_lock)
                return [.. _commands];
        }
    }

    /// <summary>Ends when the first call comes.</summary>
    internal TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<RunResult> RunBashAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool useLoginShell = false,
        bool check = false,
        CancellationToken cancellationToken = default) => AnswerAsync(command, check, cancellationToken);

    public Task<RunResult> RunPowershellAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default) => AnswerAsync(command, check, cancellationToken);

    public Task<RunResult> RunExpectAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default) => AnswerAsync(command, check, cancellationToken);

    public Task RunSyncAsync(
        RemoteConnection connection,
        string sourceDirectory,
        string? rsyncUser = null,
        IReadOnlyList<string>? excludePaths = null,
        IReadOnlyList<string>? symLinksToFollow = null,
        CancellationToken cancellationToken = default) => AnswerAsync("", check: false, cancellationToken);

    // No host is asked for these.
    public Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken = default) =>
        new CredentialsReader((secret, _) => Task.FromResult(secret)).ReadAsync(credentialsSupplier, cancellationToken);

    public JsonObject UpgradePassword(string password, string? username = null) =>
        throw new LibraryException(LibraryError.NotSupported, "UpgradePassword is for data migrations.");

    private async Task<RunResult> AnswerAsync(string command, bool check, CancellationToken cancellationToken)
    {
        lock (_lock)
            _commands.Add(command);
        Called.TrySetResult();
        var result = await answer(cancellationToken);
        return check && result.ExitCode != 0 ? throw new ScriptException(result) : result;
    }
}
