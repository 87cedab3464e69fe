namespace Delphix.Virtualization.Testing;

/// <summary>Platform libraries that run nothing: a function answers for every script.</summary>
/// <param name="answer">What a script prints and how it ends; null: each prints nothing and ends with 0.</param>
/// <example>
/// <code>
/// var libs = new FakeLibs(call => new RunResult(0, "3.2.7\n", ""));
/// await new Discovery(libs).FindRepositoriesAsync(connection, CancellationToken.None);
/// libs.Calls[0].Command.Should().Contain("rsync --version");
/// </code>
/// </example>
public sealed class FakeLibs(Func<LibraryCall, RunResult>? answer = null) : TestLibs
{
    private readonly List<SyncCall> _syncs = [];

    /// <summary>The copies that were asked for with <see cref="ILibs.RunSyncAsync"/>.</summary>
    public IReadOnlyList<SyncCall> Syncs
    {
        get
        {
            lock (_syncs)
                return [.. _syncs];
        }
    }

    private protected override Task<RunResult> RunAsync(LibraryCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(answer?.Invoke(call) ?? new RunResult(0, "", ""));
    }

    private protected override Task SyncAsync(SyncCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_syncs)
            _syncs.Add(call);
        return Task.CompletedTask;
    }
}
