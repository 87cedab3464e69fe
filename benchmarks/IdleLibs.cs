using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Benchmarks;

/// <summary>Libraries that answer at once, so that what is measured is the SDK and the plugin.</summary>
internal sealed class IdleLibs(string stdout) : ILibs
{
    private readonly Task<RunResult> _result = Task.FromResult(new RunResult(0, stdout, ""));

    public Task<RunResult> RunBashAsync(
        RemoteConnection connection, string command, IReadOnlyDictionary<string, string>? variables, bool useLoginShell, bool check,
        CancellationToken cancellationToken) => _result;

    public Task<RunResult> RunPowershellAsync(
        RemoteConnection connection, string command, IReadOnlyDictionary<string, string>? variables, bool check,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RunResult> RunExpectAsync(
        RemoteConnection connection, string command, IReadOnlyDictionary<string, string>? variables, bool check,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task RunSyncAsync(
        RemoteConnection connection,
        string sourceDirectory,
        string? rsyncUser,
        IReadOnlyList<string>? excludePaths,
        IReadOnlyList<string>? symLinksToFollow,
        CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public JsonObject UpgradePassword(string password, string? username) => throw new NotSupportedException();
}
