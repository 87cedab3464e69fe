using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>Runs one program with an argument list (never a shell line), its output as bytes; failing is an exception unless the call allows the exit code.</summary>
internal sealed record Tool
{
    public required string Program { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Null is the current directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Added to this process' environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Null takes exit code 0 only.</summary>
    public Func<int, bool>? Accepts { get; init; }

    public static Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        new Tool { Program = program, Arguments = arguments }.RunAsync(cancellationToken);

    public async Task<ToolResult> RunAsync(CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var (exitCode, error) = await StreamAsync(writeInput: null, (stream, token) => stream.CopyToAsync(output, token), cancellationToken).ConfigureAwait(false);
        return new ToolResult(exitCode, output.ToArray(), error);
    }

    /// <summary>Runs the program while its input is written and its output is read piece by piece, so that neither is ever held whole.</summary>
    /// <returns>The exit code and what the program wrote to stderr.</returns>
    public async Task<(int ExitCode, string Error)> StreamAsync(
        Func<Stream, CancellationToken, Task>? writeInput, Func<Stream, CancellationToken, Task> readOutput, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start();
        try
        {
            var error = ReadErrorAsync(process, cancellationToken);
            var input = WriteInputAsync(process, writeInput, cancellationToken);
            await readOutput(process.StandardOutput.BaseStream, cancellationToken).ConfigureAwait(false);
            await input.ConfigureAwait(false);
            var errorText = await error.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            var accepted = Accepts?.Invoke(process.ExitCode) ?? process.ExitCode == 0;
            return accepted ? (process.ExitCode, errorText) : throw new ToolException(Program, process.ExitCode, errorText);
        }
        catch when (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = WorkingDirectory ?? string.Empty,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"'{Program}' was not started.");
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"'{Program}' cannot be started: {e.Message}", e);
        }
    }

    private static async Task WriteInputAsync(Process process, Func<Stream, CancellationToken, Task>? writeInput, CancellationToken cancellationToken)
    {
        try
        {
            if (writeInput is not null)
                await writeInput(process.StandardInput.BaseStream, cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program stopped reading; its exit code and stderr say why.
        }
    }

    private static Task<string> ReadErrorAsync(Process process, CancellationToken cancellationToken) => process.StandardError.ReadToEndAsync(cancellationToken);
}
