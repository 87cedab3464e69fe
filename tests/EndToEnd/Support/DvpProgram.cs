using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>
/// The built command line, run as a program of its own from the repository, with a temporary folder that shows what it leaves behind.
/// </summary>
public sealed class DvpProgram : IDisposable
{
    // The program that is built beside the tests, and finds the .NET that runs them.
    private static readonly string SearchPath = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
    private static readonly string DotnetRoot = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());

    private readonly TemporaryDirectory _directory = new();

    /// <summary>The folder that stands in for the system's temporary one.</summary>
    public string Temporary => _directory.Path;

    /// <summary>Runs a bash script that may call <c>dvp</c>.</summary>
    /// <param name="script">The script.</param>
    /// <param name="onLine">Receives each line of the output, and the id of the process.</param>
    public async Task<(int ExitCode, string Output)> RunAsync(string script, Action<string, int>? onLine = null)
    {
        using var process = Start(script);
        var output = new List<string>();
        await Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Join('\n', output));

        async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                lock (output)
                    output.Add(line);
                onLine?.Invoke(line, process.Id);
            }
        }
    }

    /// <summary>Starts a bash script that may call <c>dvp</c>. Its output is to be read, or to go elsewhere.</summary>
    /// <param name="script">The script.</param>
    /// <param name="hasInput">Whether the caller writes its input; else it has none.</param>
    public Process Start(string script, bool hasInput = false)
    {
        var process = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = Temporary, ["PATH"] = SearchPath, ["DOTNET_ROOT"] = DotnetRoot },
        })!;
        if (!hasInput)
            process.StandardInput.Close();
        return process;
    }

    /// <summary>Interrupts a program as Ctrl-C does.</summary>
    public static void Interrupt(int processId) => Run("kill", "-INT", processId.ToString(CultureInfo.InvariantCulture));

    /// <summary>The ids of the processes whose command line names the temporary folder.</summary>
    public IReadOnlyList<int> LeftRunning() => RunningProcess.WithCommandLine(Temporary);

    /// <summary>A port of the loopback address at which nobody listens.</summary>
    public static int FreePort() => PrivateSshServer.FindFreePort();

    // A script that failed half-way cleaned up nothing, and compilers wait for more to do.
    public void Dispose()
    {
        foreach (var left in LeftRunning().Union(RunningProcess.WithEnvironment($"TMPDIR={Temporary}\0")))
            Run("kill", "-KILL", left.ToString(CultureInfo.InvariantCulture));
        foreach (var mount in MountTable.Read().AtOrBelow(Temporary).Reverse().ToList())
        {
            // Of a server that was killed, the children may still be on their way out.
            if (Run("umount", "--", mount.MountPoint) != 0)
                Run("umount", "--lazy", "--", mount.MountPoint);
        }

        _directory.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
