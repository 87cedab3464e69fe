namespace Delphix.Virtualization.Testing;

/// <summary>Platform libraries that answer each call of a host as the check says.</summary>
/// <param name="answer">Answers a call, which it gets the number of, from 1; or throws.</param>
internal sealed class ProbeLibs(Func<int, CancellationToken, Task<RunResult>> answer) : TestLibs
{
    private int _hostCalls;

    /// <summary>How often a host was asked.</summary>
    internal int HostCalls => Volatile.Read(ref _hostCalls);

    private protected override Task<RunResult> RunAsync(LibraryCall call, CancellationToken cancellationToken) =>
        AnswerAsync(cancellationToken);

    private protected override Task SyncAsync(SyncCall call, CancellationToken cancellationToken) => AnswerAsync(cancellationToken);

    private Task<RunResult> AnswerAsync(CancellationToken cancellationToken) =>
        answer(Interlocked.Increment(ref _hostCalls), cancellationToken);
}
