using System.ComponentModel;
using System.Diagnostics;

namespace Delphix.Virtualization.Engine.Processes;

/// <summary>Runs a program of the engine's own machine. Arguments are passed as they are, never through a shell.</summary>
internal static class Tool
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>How it ended.</returns>
    /// <exception cref="UserException">The program is not installed.</exception>
    internal static async Task<RunResult> TryRunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        var stdout = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var stderr = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        return new RunResult(process.ExitCode, await stdout.ConfigureAwait(false), await stderr.ConfigureAwait(false));
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="IOException">It ended with an exit code other than 0; the text has its standard error.</exception>
    internal static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var list = arguments.ToList();
        var result = await TryRunAsync(program, list, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? result.Stdout
            : throw new IOException($"{program} {string.Join(' ', list)} ended with exit code {result.ExitCode}: {result.Stderr.Trim()}");
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Locate(program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new UserException($"The engine needs the program '{program}', which is not installed.", $"Install it, for example with 'make setup'.", e.Message, e);
        }
    }

    /// <summary>Whether a program is installed.</summary>
    internal static bool IsInstalled(string program) => Path.IsPathRooted(Locate(program));

    // Programs for administrators are often not on the PATH of an ordinary user.
    private static string Locate(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/local/sbin", "/usr/sbin", "/sbin"])
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists) ?? program;
}
