using System.Text.Json.Nodes;
using Delphix.Virtualization;

namespace DirectoryPlugin.Tests.Support;

/// <summary>Platform libraries whose only host is this machine: scripts run as an engine runs them, with more variables in their environment.</summary>
internal sealed class LocalHost(IReadOnlyDictionary<string, string> environment, bool asNobody) : ILibs
{
    /// <summary>What the scripts printed on stderr.</summary>
    public string Stderr { get; private set; } = "";

    /// <summary>How many scripts were run.</summary>
    public int Calls { get; private set; }

    public async Task<RunResult> RunBashAsync(
        RemoteConnection connection, string command, IReadOnlyDictionary<string, string>? variables, bool useLoginShell, bool check, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, string>(variables ?? new Dictionary<string, string>());
        foreach (var (name, value) in environment)
            all[name] = value;
        var result = await Shell.RunTextAsync(command, all, asNobody);
        Stderr += result.Stderr;
        Calls++;
        return result;
    }

    public Task<RunResult> RunPowershellAsync(
        RemoteConnection connection, string command, IReadOnlyDictionary<string, string>? variables, bool check, CancellationToken cancellationToken) => throw Unexpected();

    public Task<RunResult> RunExpectAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables,
        bool check,
        CancellationToken cancellationToken) =>
        throw Unexpected();

    public Task RunSyncAsync(
        RemoteConnection connection, string sourceDirectory, string? rsyncUser, IReadOnlyList<string>? excludePaths, IReadOnlyList<string>? symLinksToFollow, CancellationToken cancellationToken) =>
        throw Unexpected();

    public Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken) => throw Unexpected();

    public JsonObject UpgradePassword(string password, string? username) => throw Unexpected();

    private static InvalidOperationException Unexpected() => new("The plugin runs nothing but bash.");
}
