namespace Delphix.Virtualization;

/// <summary>
/// A script that was run with <c>check</c> ended with an exit code other than 0. The message says the exit code only; the output, which may
/// hold secrets, is in <see cref="Result"/>.
/// </summary>
/// <param name="result">How it ended.</param>
public sealed class ScriptException(RunResult result)
    : Exception($"The script ended with exit code {result.ExitCode}.")
{
    /// <summary>How the script ended.</summary>
    public RunResult Result { get; } = result;
}
