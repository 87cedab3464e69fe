namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>Says in the user's terms why a job failed.</summary>
internal static class JobErrors
{
    private const string CheckHost = "Check that the host is up, and that the environment's address, port, user and key are right.";

    internal static JobError Describe(Exception e) => e switch
    {
        UserException user => new JobError(user.Message, user.Action, user.Output),
        LibraryException { Id: LibraryError.ConnectionFailed } library => new JobError(library.Message, CheckHost, ""),
        OperationFailedException { InnerException: LibraryException { Id: LibraryError.ConnectionFailed } library } failed =>
            new JobError($"{failed.OperationName}: {library.Message}", CheckHost, ""),
        OperationFailedException { InnerException: ScriptException script } failed =>
            new JobError($"{failed.OperationName}: a script ended with exit code {script.Result.ExitCode}.", UserException.DefaultAction, script.Result.Stderr.Trim()),
        OperationFailedException { InnerException: { } inner } failed =>
            new JobError($"{failed.Message} ({inner.GetType().Name}: {inner.Message})", UserException.DefaultAction, inner.StackTrace ?? ""),
        OperationNotDefinedException missing => new JobError(missing.Message, "Use a build of the plugin that implements it.", ""),
        PluginRuntimeException plugin => new JobError(plugin.Message, UserException.DefaultAction, ""),
        InvalidDataException damaged => new JobError(damaged.Message, "Put the file back from a backup, or report this to the authors of the engine.", ""),
        UnauthorizedAccessException denied => new JobError(denied.Message, "Run the engine as a user who may do this.", ""),
        IOException io => new JobError(io.Message, "Check the disk of the engine directory, then start the job again.", ""),
        _ => new JobError($"The engine failed with an internal error: {e.Message}", "Report this with the output to the authors of the engine.", e.ToString()),
    };
}
