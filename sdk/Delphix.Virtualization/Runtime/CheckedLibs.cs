using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Runtime;

/// <summary>
/// Stands between a plugin and an engine's libraries, so that every engine gets valid arguments and every plugin the same messages, which
/// name the argument, what came and what was expected. Values of variables are never shown: they may be secret.
/// </summary>
internal sealed class CheckedLibs(ILibs engine, JsonObject request) : ILibs
{
    // Bash lets nobody set these.
    private static readonly string[] ReadOnlyVariables = ["BASHOPTS", "BASH_VERSINFO", "EUID", "PPID", "SHELLOPTS", "UID"];

    public async Task<RunResult> RunBashAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables,
        bool useLoginShell,
        bool check,
        CancellationToken cancellationToken)
    {
        CheckScript(nameof(RunBashAsync), connection, command, variables);
        var result = await engine.RunBashAsync(connection, command, variables, useLoginShell, check, cancellationToken)
            .ConfigureAwait(false);
        return Checked(nameof(RunBashAsync), result);
    }

    public async Task<RunResult> RunPowershellAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables,
        bool check,
        CancellationToken cancellationToken)
    {
        CheckScript(nameof(RunPowershellAsync), connection, command, variables);
        var result = await engine.RunPowershellAsync(connection, command, variables, check, cancellationToken).ConfigureAwait(false);
        return Checked(nameof(RunPowershellAsync), result);
    }

    public async Task<RunResult> RunExpectAsync(
        RemoteConnection connection,
        string command,
        IReadOnlyDictionary<string, string>? variables,
        bool check,
        CancellationToken cancellationToken)
    {
        CheckScript(nameof(RunExpectAsync), connection, command, variables);
        var result = await engine.RunExpectAsync(connection, command, variables, check, cancellationToken).ConfigureAwait(false);
        return Checked(nameof(RunExpectAsync), result);
    }

    public Task RunSyncAsync(
        RemoteConnection connection,
        string sourceDirectory,
        string? rsyncUser,
        IReadOnlyList<string>? excludePaths,
        IReadOnlyList<string>? symLinksToFollow,
        CancellationToken cancellationToken)
    {
        NotNull(nameof(RunSyncAsync), nameof(connection), connection, nameof(RemoteConnection));
        NotNull(nameof(RunSyncAsync), nameof(sourceDirectory), sourceDirectory, "the absolute path of a directory");
        if (!sourceDirectory.StartsWith('/') || sourceDirectory.Contains('\0'))
            throw Wrong(nameof(RunSyncAsync), nameof(sourceDirectory), $"'{sourceDirectory}'", "the absolute path of a directory");
        CheckItems(nameof(excludePaths), excludePaths);
        CheckItems(nameof(symLinksToFollow), symLinksToFollow);
        if (rsyncUser is "")
            throw Wrong(nameof(RunSyncAsync), nameof(rsyncUser), "empty", "a user's name, or null for the connection's");
        var bytes = PlatformLimits.Bytes(sourceDirectory) + (excludePaths ?? []).Concat(symLinksToFollow ?? []).Sum(PlatformLimits.Bytes);
        PlatformLimits.CheckLibrary(bytes, Arguments(nameof(RunSyncAsync)));
        return engine.RunSyncAsync(connection, sourceDirectory, rsyncUser, excludePaths, symLinksToFollow, cancellationToken);
    }

    public Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken)
    {
        NotNull(nameof(RetrieveCredentialsAsync), nameof(credentialsSupplier), credentialsSupplier, "a credentials supplier");
        // A plugin may retrieve only credentials that are part of this request.
        if (!Holds(request, credentialsSupplier))
            throw Wrong(
                nameof(RetrieveCredentialsAsync),
                nameof(credentialsSupplier),
                "an object that this operation did not receive",
                "a credentials supplier exactly as received");
        return engine.RetrieveCredentialsAsync(credentialsSupplier, cancellationToken);
    }

    public JsonObject UpgradePassword(string password, string? username) =>
        throw new LibraryException(LibraryError.NotSupported, "UpgradePassword can be called by data migrations only.");

    private static bool Holds(JsonNode? node, JsonObject wanted) => node switch
    {
        JsonObject item => JsonNode.DeepEquals(item, wanted) || item.Any(property => Holds(property.Value, wanted)),
        JsonArray list => list.Any(item => Holds(item, wanted)),
        _ => false,
    };

    private static void CheckScript(
        string library, RemoteConnection connection, string command, IReadOnlyDictionary<string, string>? variables)
    {
        NotNull(library, nameof(connection), connection, nameof(RemoteConnection));
        NotNull(library, nameof(command), command, "a script");
        if (command.Contains('\0'))
            throw Wrong(library, nameof(command), "a text with a NUL character", "a script");
        var bytes = PlatformLimits.Bytes(command);
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw Wrong(
                    library, nameof(variables), $"the name '{name}'", "letters, digits and underscores, not beginning with a digit");
            if (ReadOnlyVariables.Contains(name))
                throw Wrong(
                    library,
                    nameof(variables),
                    $"the name '{name}'",
                    $"a variable that bash lets scripts have, which is none of {string.Join(", ", ReadOnlyVariables)}");
            if (value is null || value.Contains('\0'))
                throw Wrong(
                    library,
                    nameof(variables),
                    $"{(value is null ? "null" : "a text with a NUL character")} as the value of {name}",
                    "a text");
            bytes += PlatformLimits.Bytes(name) + PlatformLimits.Bytes(value);
        }

        PlatformLimits.CheckLibrary(bytes, Arguments(library));
    }

    private static void CheckItems(string argument, IReadOnlyList<string>? items)
    {
        if (items?.Any(item => string.IsNullOrEmpty(item) || item.Contains('\0')) == true)
            throw Wrong(
                nameof(RunSyncAsync), argument, "a list with an item that is null, empty or has a NUL character", "a list of paths");
    }

    private static RunResult Checked(string library, RunResult result)
    {
        PlatformLimits.CheckLibrary(PlatformLimits.Bytes(result.Stdout) + PlatformLimits.Bytes(result.Stderr), $"The result of {library}");
        return result;
    }

    private static void NotNull(string library, string argument, object? value, string expected)
    {
        if (value is null)
            throw Wrong(library, argument, "null", expected);
    }

    private static LibraryException Wrong(string library, string argument, string came, string expected) =>
        new(LibraryError.InvalidArgument, $"{library}: the argument '{argument}' is {came}; expected: {expected}.");

    private static string Arguments(string library) => $"The call of {library}";
}
