using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>The platform libraries for one call of an operation, as far as the local engine has them. What it lacks is refused by name. The SDK has checked all arguments.</summary>
internal sealed class EngineLibs(CatalogStore catalog, HostConnections hosts, SecretBox secrets, OperationScope scope) : ILibs
{
    public async Task<RunResult> RunBashAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool useLoginShell = false,
        bool check = false,
        CancellationToken cancellationToken = default)
    {
        var environment = await catalog.TryGetAsync<EnvironmentObject>(connection.Environment.Reference, cancellationToken).ConfigureAwait(false)
            ?? throw new LibraryException(LibraryError.InvalidArgument, $"RunBashAsync: the engine has no environment {connection.Environment.Reference}.");
        var result = await hosts.To(environment)
            .RunAsync(new HostCommand { Script = command, Variables = variables ?? new Dictionary<string, string>(), UseLoginShell = useLoginShell }, cancellationToken)
            .ConfigureAwait(false);
        return check && result.ExitCode != 0 ? throw new ScriptException(result) : result;
    }

    public Task<RunResult> RunPowershellAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default) => throw NotOffered("RunPowershellAsync");

    public Task<RunResult> RunExpectAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        CancellationToken cancellationToken = default) => throw NotOffered("RunExpectAsync");

    public Task RunSyncAsync(
        RemoteConnection connection,
        string sourceDirectory,
        string? rsyncUser = null,
        IReadOnlyList<string>? excludePaths = null,
        IReadOnlyList<string>? symLinksToFollow = null,
        CancellationToken cancellationToken = default) => throw NotOffered("RunSyncAsync");

    public Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken = default) =>
        new CredentialsReader(secrets, scope.Secrets).ReadAsync(credentialsSupplier, cancellationToken);

    public JsonObject UpgradePassword(string password, string? username = null)
    {
        scope.Secrets.Add(password);
        var supplier = new JsonObject { [CredentialsSupplier.Type] = CredentialsSupplier.NamedPassword };
        if (username is not null)
            supplier[CredentialsSupplier.Username] = username;
        supplier[CredentialsSupplier.Password] = password;
        return supplier;
    }

    private static LibraryException NotOffered(string name) => new(LibraryError.NotSupported, $"The local engine does not offer {name} yet.");
}
