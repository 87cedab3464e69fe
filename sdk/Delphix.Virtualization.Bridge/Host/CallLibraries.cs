using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Wire;

namespace Delphix.Virtualization.Bridge.Host;

/// <summary>The platform libraries of one call: each call of a library goes to the engine over the connection, several at once.</summary>
/// <param name="post">Sends a message.</param>
/// <param name="nextNumber">Makes the number of a library call, which no other one on the connection has.</param>
/// <param name="ended">Set when the connection has ended.</param>
internal sealed class CallLibraries(Action<JsonObject> post, Func<int> nextNumber, CancellationToken ended) : ILibs
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    // The Python side tries for eight seconds to end a script.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonObject>> _open = new();
    private readonly ConcurrentDictionary<Exception, int> _failures = new(ReferenceEqualityComparer.Instance);

    public Task<RunResult> RunBashAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool useLoginShell = false,
        bool check = false,
        CancellationToken cancellationToken = default)
    {
        var arguments = Script(connection, command, variables);
        arguments["use_login_shell"] = useLoginShell;
        return RunAsync("run_bash", arguments, check, cancellationToken);
    }

    public Task<RunResult> RunPowershellAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default) =>
        RunAsync("run_powershell", Script(connection, command, variables), check, cancellationToken);

    public Task<RunResult> RunExpectAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables = null,
        bool check = false,
        CancellationToken cancellationToken = default) =>
        RunAsync("run_expect", Script(connection, command, variables), check, cancellationToken);

    public Task RunSyncAsync(
        RemoteConnection connection,
        string sourceDirectory,
        string? rsyncUser = null,
        IReadOnlyList<string>? excludePaths = null,
        IReadOnlyList<string>? symLinksToFollow = null,
        CancellationToken cancellationToken = default)
    {
        var arguments = new JsonObject
        {
            ["remote_connection"] = JsonOf(connection),
            ["source_directory"] = sourceDirectory,
            ["rsync_user"] = rsyncUser,
            ["exclude_paths"] = excludePaths is null ? null : JsonOf(excludePaths),
            ["sym_links_to_follow"] = symLinksToFollow is null ? null : JsonOf(symLinksToFollow),
        };
        return CallAsync("run_sync", arguments, cancellationToken);
    }

    public async Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken = default)
    {
        var arguments = new JsonObject { ["credentials_supplier"] = credentialsSupplier.DeepClone() };
        var result = await CallAsync("retrieve_credentials", arguments, cancellationToken);
        return result.ContainsKey("password")
            ? new PasswordCredentials(Text(result, "username"), Text(result, "password"))
            : new KeyPairCredentials(Text(result, "username"), Text(result, "privateKey"), Text(result, "publicKey"));
    }

    public JsonObject UpgradePassword(string password, string? username = null)
    {
        var arguments = new JsonObject { ["password"] = password, ["username"] = username };
        // The answer comes on another thread: that of the connection.
        var result = CallAsync("upgrade_password", arguments, CancellationToken.None).GetAwaiter().GetResult();
        return (JsonObject)result["credentialsSupplier"]!.DeepClone();
    }

    /// <summary>Takes the answer to a library call. One that nobody waits for any more is dropped.</summary>
    internal void Answer(JsonObject message)
    {
        var number = Number(message, "id");
        if (!_open.TryRemove(number, out var waiting))
            return;
        if (message["result"] is JsonObject result)
        {
            waiting.TrySetResult(result);
            return;
        }

        var text = Text(message, "message");
        Exception error = Text(message, "kind") == "error"
            ? new LibraryException(Number(message, "errorId"), text)
            : new NonActionableLibraryException(text);
        _failures[error] = number;
        waiting.TrySetException(error);
    }

    /// <summary>The number of the library call that failed with an exception, when the engine has said so; else null.</summary>
    internal int? NumberOf(Exception? exception) =>
        exception is not null && _failures.TryGetValue(exception, out var number) ? number : null;

    private async Task<RunResult> RunAsync(string name, JsonObject arguments, bool check, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(name, arguments, cancellationToken, isScript: true);
        var result = new RunResult(Number(answer, "exitCode"), Text(answer, "stdout"), Text(answer, "stderr"));
        return check && result.ExitCode != 0 ? throw new ScriptException(result) : result;
    }

    private async Task<JsonObject> CallAsync(
        string name, JsonObject arguments, CancellationToken cancellationToken, bool isScript = false)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, cancellationToken);
        either.Token.ThrowIfCancellationRequested();
        var number = nextNumber();
        var waiting = _open[number] = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            post(new JsonObject { ["type"] = "library", ["id"] = number, ["name"] = name, ["arguments"] = arguments });
            return await waiting.Task.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (isScript)
        {
            // Where the connection broke, this does nothing: the Python side then ends the script by itself.
            await EndAsync(number, waiting.Task);
            throw;
        }
        finally
        {
            _open.TryRemove(number, out _);
        }
    }

    // Waits until the cancelled script has ended, so that the next script does not run beside it.
    private async Task EndAsync(int number, Task script)
    {
        post(new JsonObject { ["type"] = "cancel", ["id"] = number });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ended);
        limit.CancelAfter(GracePeriod);
        await script.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static JsonObject Script(RemoteConnection connection, string command, IReadOnlyDictionary<string, string>? variables) => new()
    {
        ["remote_connection"] = JsonOf(connection),
        ["command"] = command,
        ["variables"] = variables is null ? null : JsonOf(variables),
    };

    private static JsonNode? JsonOf<T>(T value) => JsonSerializer.SerializeToNode(value, Options);

    // Only this exception ends the connection. Any other would leave it open, with its call in one of the slots, for ever.
    private static string Text(JsonObject message, string name) =>
        message[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Lacks(name);

    private static int Number(JsonObject message, string name) =>
        message[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : throw Lacks(name);

    private static BridgeProtocolException Lacks(string name) => new($"An answer of a library lacks '{name}', or it is something else.");
}
