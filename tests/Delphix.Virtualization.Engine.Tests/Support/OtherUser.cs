using System.Diagnostics;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A user of this machine who may do nothing. Only root can be another user.</summary>
internal static class OtherUser
{
    public const uint Id = 65534;

    private static readonly string[] Become = ["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--"];

    /// <summary>Gives an item to the user.</summary>
    public static void Own(string path) => LinuxCalls.SetOwner(path, Id, Id);

    /// <summary>Runs a script as the user.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("setpriv", [.. Become, "bash", "-c", script, "bash", .. arguments])
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    /// <summary>Runs a program as the user.</summary>
    public static Task<ToolResult> RunProgramAsync(params string[] command) =>
        Tool.TryRunAsync("setpriv", [.. Become, .. command], CancellationToken.None);

    /// <summary>Runs lines of bash as the user over and over, until it is disposed.</summary>
    public static IDisposable Repeat(string folder, string lines)
    {
        string[] command = ["bash", "-c", $"while kill -0 \"$PPID\"; do {lines}; done"];
        return new Loop(Process.Start(new ProcessStartInfo("setpriv", [.. Become, .. command])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
        })!);
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
