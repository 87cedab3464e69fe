using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>
/// Runs scripts on a host. The script and its variables travel over standard input, so their size does not matter and <c>ps</c> never shows
/// them.
/// </summary>
internal abstract class HostConnection : IAsyncDisposable
{
    private const string Ready = "dvp-ready\n";
    private const string Missing = "dvp-missing\n";
    private const string EndedWith255 = "dvp-255";

    // Linux starts no program with a variable of this size, NAME= included, nor, unless it is set otherwise, with two megabytes of
    // variables, of which the host has its own.
    private const long VariableBytes = 128 << 10;
    private const long AllVariablesBytes = 1536 << 10;

    // What the host gets to end a cancelled script by itself before its connection is cut.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(4);

    /// <summary>
    /// What bash runs: the script that receives and runs scripts, which comes first on its standard input. In single quotes, every shell
    /// that a user may log in with takes this as it is, also csh and fish.
    /// </summary>
    protected internal const string Receiver = "IFS= read -r -d \"\" dvp_bootstrap && eval \"$dvp_bootstrap\"";

    private static readonly string Bootstrap = EmbeddedScript.Read("bootstrap.sh");

    /// <summary>How messages name the host.</summary>
    internal abstract string Name { get; }

    /// <summary>The arguments with which <c>ssh</c> reaches the host, up to a command; empty for the engine's own machine.</summary>
    internal abstract IReadOnlyList<string> SshArguments { get; }

    /// <summary>Runs a script to its end.</summary>
    /// <returns>How it ended; an exit code other than 0 is no error here.</returns>
    /// <exception cref="LibraryException">The host could not be reached or lacks the interpreter, or the connection broke.</exception>
    /// <exception cref="LimitExceededException">
    /// A variable is too large for a program, or the script printed more than the platform passes on; it was ended.
    /// </exception>
    internal async Task<RunResult> RunAsync(HostCommand command, CancellationToken cancellationToken)
    {
        var payload = Encode(command);
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start(StartInfo(command.UseLoginShell));
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(cancelled.SetResult);
        var output = new CapturedOutput();
        var finished = FinishAsync(process, payload, command.Interpreter, output);
        var first = await Task.WhenAny(finished, cancelled.Task, output.Overflowed);
        if (first == finished && !output.Overflowed.IsCompleted)
            return await finished;
        // What left the script's process group may hold its output open for ever, so that is not waited for.
        await EndAsync(process);
        throw first == cancelled.Task ? new OperationCanceledException(cancellationToken) : output.TooLarge;
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>How to start bash with <see cref="Receiver"/> on the host.</summary>
    protected abstract ProcessStartInfo StartInfo(bool useLoginShell);

    /// <summary>The error for a bash that never started on the host.</summary>
    protected abstract LibraryException NotReached(int exitCode, string stderr);

    private Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw NotReached(127, $"{start.FileName}: {e.Message}");
        }
    }

    private async Task<RunResult> FinishAsync(Process process, byte[] payload, Interpreter interpreter, CapturedOutput output)
    {
        var stdout = output.ReadAsync(process.StandardOutput.BaseStream);
        var stderr = output.ReadAsync(process.StandardError.BaseStream);
        await SendAsync(process, payload);
        await process.WaitForExitAsync(CancellationToken.None);
        return Result(interpreter, process.ExitCode, await stdout, await stderr);
    }

    private RunResult Result(Interpreter interpreter, int exitCode, string stdout, string stderr)
    {
        // Before the first line of the bootstrap comes only what login files print.
        var start = stdout.IndexOf(Ready, StringComparison.Ordinal);
        if (start < 0)
        {
            throw stdout.EndsWith(Missing, StringComparison.Ordinal)
                ? new LibraryException(
                    LibraryError.NotSupported, $"{interpreter.Program} is not installed on {Name}: {interpreter.Remedy}.")
                : NotReached(exitCode, stderr.Trim());
        }

        var output = stdout[(start + Ready.Length)..];
        if (exitCode != 255)
            return new RunResult(exitCode, output, stderr);
        return output.EndsWith(EndedWith255, StringComparison.Ordinal)
            ? new RunResult(exitCode, output[..^EndedWith255.Length], stderr)
            : throw new LibraryException(LibraryError.ConnectionFailed, $"The connection broke while a script ran: {stderr.Trim()}");
    }

    // Closing its standard input tells the bootstrap to end the script.
    private static async Task EndAsync(Process process)
    {
        try
        {
            process.StandardInput.BaseStream.Close();
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(GracePeriod);
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task SendAsync(Process process, byte[] payload)
    {
        try
        {
            var stdin = process.StandardInput.BaseStream;
            await stdin.WriteAsync(payload, CancellationToken.None);
            await stdin.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process ended, or the call was cancelled, before it took everything; its exit code and output say why.
        }
    }

    /// <summary>What the host's bash reads on its standard input, to its last byte.</summary>
    internal static byte[] Encode(HostCommand command)
    {
        var script = Encoding.UTF8.GetBytes(command.Script);
        using var payload = new MemoryStream();
        payload.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{Bootstrap}\0{command.Variables.Count} {script.Length} {command.Interpreter.Program}\n")));
        var all = 0L;
        foreach (var (name, value) in command.Variables)
        {
            var variable = Encoding.UTF8.GetBytes($"{name}\0{value}\0");
            // Without the last NUL.
            var size = variable.Length - 1;
            if (size >= VariableBytes)
                throw new LimitExceededException($"The variable {name}, with its name,", size, VariableBytes);
            all += size;
            payload.Write(variable);
        }

        if (all >= AllVariablesBytes)
            throw new LimitExceededException("The environment of all variables", all, AllVariablesBytes);
        payload.Write(script);
        payload.WriteByte(0);
        return payload.ToArray();
    }
}
