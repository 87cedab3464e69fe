namespace Delphix.Virtualization.Testing;

/// <summary>Platform libraries of which every call of a host ends in the same way.</summary>
/// <param name="answer">Answers, or throws.</param>
internal sealed class ProbeLibs(Func<CancellationToken, Task<RunResult>> answer) : TestLibs
{
    private int _hostCalls;

    /// <summary>How often a host was asked.</summary>
    internal int HostCalls => Volatile.Read(ref _hostCalls);

    /// <summary>Ends when a host is asked for the first time.</summary>
    internal TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private protected override Task<RunResult> RunAsync(LibraryCall call, CancellationToken cancellationToken) =>
        AnswerAsync(cancellationToken);

    private protected override Task SyncAsync(SyncCall call, CancellationToken cancellationToken) => AnswerAsync(cancellationToken);

    private async Task<RunResult> AnswerAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _hostCalls);
        Called.TrySetResult();
        return await answer(cancellationToken);
    }
}
