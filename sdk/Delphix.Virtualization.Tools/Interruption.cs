using System.Runtime.InteropServices;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools;

/// <summary>
/// Ctrl-C and SIGTERM: the first cancels the job, which then undoes what it did; the second ends the process at once, and the next command
/// finds and undoes the job.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Terminal _terminal;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _signals;

    internal Interruption(Terminal terminal)
    {
        _terminal = terminal;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    internal CancellationToken Token => _cancellation.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _cancellation.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) == 1)
        {
            // Not on this thread: whoever waits for the token must not hold up the next signal.
            _ = _cancellation.CancelAsync();
            return;
        }

        _terminal.RestoreCursor();
        Environment.Exit(ExitCode.Interrupted);
    }
}
