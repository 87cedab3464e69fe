using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>The platform libraries for one call of an operation. The SDK has checked all arguments.</summary>
/// <param name="catalog">The engine's objects.</param>
/// <param name="hosts">Its connections to hosts.</param>
/// <param name="secrets">What it keeps secrets with.</param>
/// <param name="scope">What the call is about.</param>
/// <param name="clock">What tells how long a script takes.</param>
/// <param name="ran">Receives each script that ran, with its secrets hidden.</param>
internal sealed class EngineLibs(
    CatalogStore catalog,
    HostConnections hosts,
    SecretBox secrets,
    OperationScope scope,
    TimeProvider clock,
    Action<ScriptCall> ran) : ILibs
{
    public async Task<RunResult> RunBashAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool useLoginShell = false,
        bool check = false,
        CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(
            nameof(RunBashAsync), Interpreter.Bash, connection, command, variables, useLoginShell, cancellationToken);
        return check ? Succeeded(result) : result;
    }

    public async Task<RunResult> RunPowershellAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(
            nameof(RunPowershellAsync), Interpreter.Powershell, connection, command, variables, false, cancellationToken);
        return check ? Succeeded(result) : result;
    }

    public async Task<RunResult> RunExpectAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default)
    {
        var result = await RunAsync(nameof(RunExpectAsync), Interpreter.Expect, connection, command, variables, false, cancellationToken);
        return check ? Succeeded(result) : result;
    }

    public async Task RunSyncAsync(
        RemoteConnection connection,
        string sourceDirectory,
        string? rsyncUser = null,
        IReadOnlyList<string>? excludePaths = null,
        IReadOnlyList<string>? symLinksToFollow = null,
        CancellationToken cancellationToken = default)
    {
        if (scope.Volume is not { } volume)
        {
            throw new LibraryException(
                LibraryError.NotSupported,
                $"RunSyncAsync can be called by linked.preSnapshot and linked.postSnapshot of a direct plugin only; this is "
                    + $"{scope.Operation}.");
        }

        await ActionableAsync(async () =>
        {
            var environment = await EnvironmentAsync(nameof(RunSyncAsync), connection, cancellationToken);
            var user = rsyncUser ?? environment.User;
            if (environment.IsLocal && user != environment.User)
            {
                throw new LibraryException(
                    LibraryError.NotSupported,
                    "RunSyncAsync: the engine's own machine is read as the user that the engine runs as, "
                    + $"{environment.User}, and not as {user}.");
            }

            await new DirectorySync(hosts.To(environment with { User = user }), sourceDirectory, volume, scope.Tell ?? (_ => { }))
                .RunAsync(excludePaths ?? [], symLinksToFollow ?? [], cancellationToken);
            return true;
        });
    }

    public Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken = default) =>
        ActionableAsync(() => new CredentialsReader(OpenAsync).ReadAsync(credentialsSupplier, cancellationToken));

    public JsonObject UpgradePassword(string password, string? username = null)
    {
        scope.Secrets.Add(password);
        return CredentialsSupplier.OfPassword(password, username);
    }

    private async Task<string> OpenAsync(string text, CancellationToken cancellationToken)
    {
        var secret = await secrets.OpenAsync(text, cancellationToken);
        scope.Secrets.Add(secret);
        return secret;
    }

    private Task<RunResult> RunAsync(
        string library,
        Interpreter interpreter,
        RemoteConnection connection,
        string script,
        IReadOnlyDictionary<string, string>? variables,
        bool useLoginShell,
        CancellationToken cancellationToken)
    {
        if (variables is { Count: > 0 })
            scope.Secrets.AddVariables(variables.Values, [script, scope.Subject, .. SecretMask.PlainTextsIn(scope.Request)]);
        var command = new HostCommand
        {
            Script = script,
            Interpreter = interpreter,
            Variables = variables ?? new Dictionary<string, string>(),
            UseLoginShell = useLoginShell,
        };
        return ActionableAsync(async () =>
        {
            var environment = await EnvironmentAsync(library, connection, cancellationToken);
            var started = clock.GetTimestamp();
            try
            {
                var result = await hosts.To(environment).RunAsync(command, cancellationToken);
                Ran(result.ExitCode, result.Stderr);
                return result;
            }
            catch (Exception e)
            {
                Ran(null, e.Message);
                throw;
            }

            void Ran(int? exitCode, string error) => ran(new ScriptCall(
                ScriptCall.NameOf(scope.Secrets.Hide(script)),
                environment.Name,
                clock.GetElapsedTime(started),
                exitCode,
                scope.Secrets.Hide(error)));
        });
    }

    // A plugin can do nothing about what the engine itself fails with, such as a document of its catalog that is damaged.
    private static async Task<T> ActionableAsync<T>(Func<Task<T>> callAsync)
    {
        try
        {
            return await callAsync();
        }
        catch (Exception e) when (e is not (LibraryException or LimitExceededException or OperationCanceledException))
        {
            throw new NonActionableLibraryException(e.Message, e);
        }
    }

    private async Task<EnvironmentObject> EnvironmentAsync(
        string library, RemoteConnection connection, CancellationToken cancellationToken) =>
        await catalog.TryGetAsync<EnvironmentObject>(connection.Environment.Reference, cancellationToken)
        ?? throw new LibraryException(
            LibraryError.InvalidArgument, $"{library}: the engine has no environment {connection.Environment.Reference}.");

    private static RunResult Succeeded(RunResult result) => result.ExitCode == 0 ? result : throw new ScriptException(result);
}
