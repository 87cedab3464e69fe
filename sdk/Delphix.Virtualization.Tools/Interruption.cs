using System.Runtime.InteropServices;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools;

/// <summary>
/// Ctrl-C, a closed terminal and SIGTERM: the first cancels the job, which then undoes what it did; the second ends the process at once,
/// and the next command finds and undoes the job.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Terminal _terminal;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    internal Interruption(Terminal terminal)
    {
        _terminal = terminal;
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(
            signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    internal CancellationToken Token => _cancellation.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _cancellation.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) == 1)
        {
            // Not on this thread: code that waits for the token must not hold up the next signal.
            _ = _cancellation.CancelAsync();
            return;
        }

        _terminal.RestoreCursor();
        Environment.Exit(ExitCode.Interrupted);
    }
}
