namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Says in the user's terms why something failed. The internals of a plugin are not shown: its error log has them.</summary>
public static class JobErrors
{
    private const string SeeLog =
        UserException.DefaultAction + " The plugin's error.log in the engine directory says more; dvp log shows it.";

    /// <summary>Describes an exception that the engine or a plugin threw.</summary>
    public static JobError Describe(Exception e) => e switch
    {
        UserException user => new JobError(user.Message, user.Action, user.Output),
        LibraryException { Id: LibraryError.ConnectionFailed } library => new JobError(library.Message, ActionFor(library.Message), ""),
        OperationFailedException { InnerException: LibraryException { Id: LibraryError.ConnectionFailed } library } failed =>
            new JobError($"{failed.OperationName}: {library.Message}", ActionFor(library.Message), ""),
        OperationFailedException { InnerException: ScriptException script } failed =>
            new JobError(
                $"{failed.OperationName}: a script ended with exit code {script.Result.ExitCode}.",
                UserException.DefaultAction,
                script.Result.Stderr.Trim()),
        OperationFailedException failed => new JobError(failed.Message, SeeLog, ""),
        OperationNotDefinedException missing => new JobError(missing.Message, "Use a build of the plugin that implements it.", ""),
        // What the engine failed with in a library, in the engine's own words.
        NonActionableLibraryException { InnerException: { } cause } => Describe(cause),
        NonActionableLibraryException final => new JobError(final.Message, "Report this to the authors of the engine.", ""),
        LibraryException or PluginRuntimeException => new JobError(e.Message, UserException.DefaultAction, ""),
        InvalidDataException damaged => new JobError(
            damaged.Message, "Put the file back from a backup, or report this to the authors of the engine.", ""),
        UnauthorizedAccessException denied => new JobError(denied.Message, "Run the engine as a user who may do this.", ""),
        IOException io => new JobError(io.Message, "Check the disk of the engine directory, then start the job again.", ""),
        null => throw new ArgumentNullException(nameof(e)),
        _ => new JobError(
            $"The engine failed with an internal error: {e.Message}",
            "Report this with the output to the authors of the engine.",
            e.ToString()),
    };

    // What is to be done about a host that is not reached, by what ssh says of it.
    private static string ActionFor(string connectionFailed) =>
        connectionFailed.Contains("HOST IDENTIFICATION HAS CHANGED", StringComparison.Ordinal)
            ? "Find out why its key has changed. If the host was installed anew, remove the old key: the message names the file."
            : connectionFailed.Contains("Host key verification failed", StringComparison.Ordinal)
                ? "Add the environment with --accept-new-host-key to accept the key at the first contact, or add it to your known_hosts."
                : "Check that the host is up, and that the environment's address, port, user and key are right.";
}
