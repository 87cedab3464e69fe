using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>Says what the exit codes of the scripts mean to a user.</summary>
internal static class ScriptFailure
{
    internal static UserException Explain(string script, RunResult result, IReadOnlyDictionary<string, string> variables)
    {
        var (message, action) = result.ExitCode switch
        {
            64 => ($"The engine's storage is not mounted at {variables.GetValueOrDefault("MOUNT_PATH")}.", "Enable the dataset again, so that the engine mounts its storage."),
#if STAGED
            65 => ($"There is no directory {variables.GetValueOrDefault("SOURCE_PATH")} on the staging host.", "Check the path of the source config."),
#endif
            _ => ($"{script}.sh failed with exit code {result.ExitCode}.", "Look at the output for the reason, then try again."),
        };
        return new UserException(message, action, result.Stderr.Trim());
    }
}
