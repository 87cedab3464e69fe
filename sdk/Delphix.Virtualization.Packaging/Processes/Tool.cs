using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Delphix.Virtualization.Packaging.Processes;

/// <summary>Runs a program of this machine with an argument list, never a shell line.</summary>
internal sealed record Tool
{
    private static string? SearchPath => System.Environment.GetEnvironmentVariable("PATH");

    public required string Program { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Null is the current directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Variables that are added to the environment of this process; null removes one. The locale is English with UTF-8.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether an exit code other than 0 is a result, and no exception.</summary>
    public bool MayFail { get; init; }

    /// <summary>Runs a program that must succeed.</summary>
    /// <exception cref="UserException">The program is not installed.</exception>
    /// <exception cref="ToolException">It ended with an exit code other than 0.</exception>
    public static Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        new Tool { Program = program, Arguments = arguments }.RunAsync(cancellationToken);

    /// <summary>Runs a program, which may fail.</summary>
    /// <exception cref="UserException">The program is not installed.</exception>
    public static Task<ToolResult> TryRunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        new Tool { Program = program, Arguments = arguments, MayFail = true }.RunAsync(cancellationToken);

    /// <summary>Whether a program is installed.</summary>
    public static bool IsInstalled(string program) => Find(program, SearchPath) is not null;

    /// <summary>
    /// Where a program is; null when it is not installed. Those for administrators are often not on the PATH of an ordinary user.
    /// </summary>
    /// <param name="program">Its name.</param>
    /// <param name="searchPath">The folders of a PATH.</param>
    /// <param name="systemFolders">Those to look into after them; null for the usual ones.</param>
    public static string? Find(string program, string? searchPath, IEnumerable<string>? systemFolders = null) =>
        (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(systemFolders ?? ["/usr/local/sbin", "/usr/sbin", "/sbin"])
            .Select(folder => Path.GetFullPath(Path.Combine(folder, program)))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs the program to its end.</summary>
    /// <exception cref="UserException">The program is not installed.</exception>
    /// <exception cref="ToolException">It ended with an exit code other than 0, and may not.</exception>
    public async Task<ToolResult> RunAsync(CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var (exitCode, error) = await StreamAsync(
            writeInput: null, (stream, token) => stream.CopyToAsync(output, token), cancellationToken);
        return new ToolResult(exitCode, output.ToArray(), error);
    }

    /// <summary>
    /// Runs the program while its input is written and its output is read piece by piece, so that neither is ever held whole.
    /// </summary>
    /// <returns>The exit code and what the program wrote to stderr.</returns>
    public async Task<(int ExitCode, string Error)> StreamAsync(
        Func<Stream, CancellationToken, Task>? writeInput,
        Func<Stream, CancellationToken, Task> readOutput,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start();
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var input = WriteInputAsync(process, writeInput, cancellationToken);
            await readOutput(process.StandardOutput.BaseStream, cancellationToken);
            await input;
            var errorText = await error;
            await process.WaitForExitAsync(cancellationToken);
            return MayFail || process.ExitCode == 0
                ? (process.ExitCode, errorText)
                : throw new ToolException($"{Program} {string.Join(' ', Arguments)}", process.ExitCode, errorText);
        }
        catch when (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Find(Program, SearchPath) ?? Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = WorkingDirectory ?? string.Empty,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        foreach (var (name, value) in Environment)
        {
            if (value is null)
                start.Environment.Remove(name);
            else
                start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"'{Program}' was not started.");
        }
        catch (Win32Exception e)
        {
            throw new UserException(
                $"The program '{Program}' is needed, and cannot be started.", "Install it, for example with 'make setup'.", e.Message, e);
        }
    }

    private static async Task WriteInputAsync(
        Process process, Func<Stream, CancellationToken, Task>? writeInput, CancellationToken cancellationToken)
    {
        try
        {
            if (writeInput is not null)
                await writeInput(process.StandardInput.BaseStream, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program stopped reading; its exit code and stderr say why.
        }
    }
}
