using System.Diagnostics;
using Delphix.Virtualization.Engine.Processes;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A user without rights.</summary>
internal static class OtherUser
{
    private static readonly string[] Become = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];

    public static Task<ToolResult> RunAsync(params string[] command) => Tool.TryRunAsync("setpriv", [.. Become, .. command], CancellationToken.None);

    /// <summary>Runs lines of bash over and over, until it is disposed.</summary>
    public static IDisposable Repeat(string folder, string lines)
    {
        string[] command = ["bash", "-c", $"while kill -0 \"$PPID\"; do {lines}; done"];
        return new Loop(Process.Start(new ProcessStartInfo("setpriv", [.. Become, .. command]) { WorkingDirectory = folder, RedirectStandardError = true })!);
    }

    private sealed class Loop : IDisposable
    {
        private readonly Process _process;

        public Loop(Process process)
        {
            _process = process;
            _process.BeginErrorReadLine();
        }

        public void Dispose()
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
