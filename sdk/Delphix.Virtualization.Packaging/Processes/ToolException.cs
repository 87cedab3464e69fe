namespace Delphix.Virtualization.Packaging.Processes;

/// <summary>A program ended with an exit code that its caller did not allow.</summary>
internal sealed class ToolException(string command, int exitCode, string error)
    : IOException(
        $"{command} ended with exit code {exitCode}: {(string.IsNullOrWhiteSpace(error) ? "it wrote nothing to stderr" : error.Trim())}")
{
    public int ExitCode { get; } = exitCode;

    public string Error { get; } = error;
}
