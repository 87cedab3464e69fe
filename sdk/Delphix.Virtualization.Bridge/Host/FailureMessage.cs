using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Host;

/// <summary>
/// The message that says how an operation failed. What a plugin does not show to its users goes to the engine's log, as a stack.
/// </summary>
internal static class FailureMessage
{
    // The engine takes less than 128 KiB for all texts of an error together.
    private const int MaxOutputCharacters = 30_000;

    internal static JsonObject Of(string operation, Exception exception, CallLibraries libraries) => exception switch
    {
        UserException user => User(user.Message, user.Action, user.Output),
        NonActionableLibraryException when libraries.NumberOf(exception) is { } number => Library(number),
        OperationFailedException { InnerException: var cause } when libraries.NumberOf(cause) is { } number => Library(number),
        OperationFailedException { InnerException: ScriptException script } =>
            User($"{operation}: {script.Message}", UserException.DefaultAction, EndOf(script.Result.Stderr.Trim())),
        OperationFailedException { InnerException: LibraryException library } => Internal($"{operation}: {library.Message}", exception),
        PluginRuntimeException => Internal(exception.Message, exception),
        _ => Internal($"The plugin host failed with an internal error: {exception.Message}", exception),
    };

    private static JsonObject User(string message, string action, string output) => new()
    {
        ["type"] = "failed",
        ["kind"] = "user",
        ["message"] = message,
        ["action"] = action,
        ["output"] = output,
    };

    /// <summary>The Python side raises again what the library raised there.</summary>
    private static JsonObject Library(int number) => new() { ["type"] = "failed", ["kind"] = "library", ["library"] = number };

    private static JsonObject Internal(string message, Exception exception) => new()
    {
        ["type"] = "failed",
        ["kind"] = "internal",
        ["message"] = message,
        ["stack"] = exception.ToString(),
    };

    private static string EndOf(string output)
    {
        if (output.Length <= MaxOutputCharacters)
            return output;
        var start = output.Length - MaxOutputCharacters;
        return $"… {output[(char.IsLowSurrogate(output[start]) ? start + 1 : start)..]}";
    }
}
