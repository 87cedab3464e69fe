namespace Delphix.Virtualization.Bridge.Host;

/// <summary>Limits how many operations run at once, over all connections.</summary>
internal sealed class CallSlots(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    /// <summary>How many operations run, or are about to.</summary>
    internal int InUse => count - _free.CurrentCount;

    internal Task TakeAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    internal void Return() => _free.Release();

    public void Dispose() => _free.Dispose();
}
