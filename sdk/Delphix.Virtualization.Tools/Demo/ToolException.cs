namespace Delphix.Virtualization.Tools.Demo;

/// <summary>A program ended with an exit code that its caller did not allow.</summary>
internal sealed class ToolException(string program, int exitCode, string error)
    : Exception($"'{program}' ended with exit code {exitCode}: {(string.IsNullOrWhiteSpace(error) ? "it wrote nothing to stderr" : error.Trim())}")
{
    public int ExitCode { get; } = exitCode;

    public string Error { get; } = error;
}
