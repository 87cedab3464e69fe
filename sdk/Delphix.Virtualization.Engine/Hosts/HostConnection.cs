using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>Runs scripts on a host. The script and its variables travel over standard input, so their size does not matter and <c>ps</c> never shows them.</summary>
internal abstract class HostConnection : IAsyncDisposable
{
    private const string Ready = "dvp-ready\n";

    // What the host gets to end a cancelled script by itself before its connection is cut.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(4);

    /// <summary>The script that receives and runs scripts.</summary>
    protected static string Bootstrap { get; } = ReadBootstrap();

    /// <summary>Runs a script to its end.</summary>
    /// <returns>How it ended; an exit code other than 0 is no error here.</returns>
    /// <exception cref="LibraryException">The host could not be reached, the connection broke, or the command is not valid.</exception>
    internal async Task<RunResult> RunAsync(HostCommand command, CancellationToken cancellationToken)
    {
        var payload = Encode(command);
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Process.Start(StartInfo(command.UseLoginShell))!;
        var stdout = ReadAsync(process.StandardOutput);
        var stderr = ReadAsync(process.StandardError);
        var exited = process.WaitForExitAsync(CancellationToken.None);
        await using var registration = cancellationToken.Register(() => _ = EndAsync(process, exited)).ConfigureAwait(false);
        await SendAsync(process, payload).ConfigureAwait(false);
        await Task.WhenAll(stdout, stderr, exited).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return Result(process.ExitCode, await stdout.ConfigureAwait(false), await stderr.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>How to start bash with <see cref="Bootstrap"/> on the host.</summary>
    protected abstract ProcessStartInfo StartInfo(bool useLoginShell);

    /// <summary>The error for a bash that never started on the host.</summary>
    protected abstract LibraryException NotReached(int exitCode, string stderr);

    private RunResult Result(int exitCode, string stdout, string stderr)
    {
        // Before the first line of the bootstrap comes only what login files print.
        var start = stdout.IndexOf(Ready, StringComparison.Ordinal);
        if (start < 0)
            throw NotReached(exitCode, stderr.Trim());
        return exitCode == 255 && this is SshConnection
            ? throw new LibraryException(LibraryError.ConnectionFailed, $"The connection broke while a script ran: {stderr.Trim()}")
            : new RunResult(exitCode, stdout[(start + Ready.Length)..], stderr);
    }

    // Closing its standard input tells the bootstrap to end the script.
    private static async Task EndAsync(Process process, Task exited)
    {
        try
        {
            process.StandardInput.BaseStream.Close();
            await exited.WaitAsync(GracePeriod).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or IOException or InvalidOperationException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static async Task SendAsync(Process process, byte[] payload)
    {
        try
        {
            var stdin = process.StandardInput.BaseStream;
            await stdin.WriteAsync(payload, CancellationToken.None).ConfigureAwait(false);
            await stdin.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process ended, or the call was cancelled, before it took everything; its exit code and output say why.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader) => await reader.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false);

    private static byte[] Encode(HostCommand command)
    {
        var script = Encoding.UTF8.GetBytes(command.Script);
        if (script.Contains((byte)0))
            throw new LibraryException(LibraryError.InvalidArgument, "The command holds a NUL character, which no script can.");
        using var payload = new MemoryStream();
        payload.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{command.Variables.Count} {script.Length}\n")));
        foreach (var (name, value) in command.Variables)
        {
            if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw new LibraryException(LibraryError.InvalidArgument, $"'{name}' is not a name for an environment variable.");
            if (value.Contains('\0'))
                throw new LibraryException(LibraryError.InvalidArgument, $"The value of the variable {name} holds a NUL character.");
            payload.Write(Encoding.UTF8.GetBytes($"{name}\0{value}\0"));
        }

        payload.Write(script);
        return payload.ToArray();
    }

    private static string ReadBootstrap()
    {
        using var resource = new StreamReader(typeof(HostConnection).Assembly.GetManifestResourceStream("bootstrap.sh")!);
        return resource.ReadToEnd();
    }
}
