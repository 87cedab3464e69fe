namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>A script that runs until the test lets it end.</summary>
internal sealed class HeldScript : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _mayEnd = new();

    public HeldScript() => Libs = new FakeLibs(call =>
    {
        if (call.Command != "script")
            return new RunResult(0, "", "");
        _started.SetResult();
        _mayEnd.Wait(Deadline);
        return new RunResult(0, "done", "");
    });

    public ILibs Libs { get; }

    public Task StartedAsync() => _started.Task.WaitAsync(Deadline);

    public void End() => _mayEnd.Set();

    public void Dispose() => _mayEnd.Dispose();
}
