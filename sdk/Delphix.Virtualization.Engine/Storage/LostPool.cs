namespace Delphix.Virtualization.Engine.Storage;

/// <summary>The place of a pool of which nothing is left, not even its kind. What needs data is refused; all else continues.</summary>
internal sealed class LostPool(EngineDirectory directory, PoolIdentity identity) : IPoolPlace
{
    // A folder that is never made.
    public string Root => Path.Combine(directory.Pool, "lost");

    public Task UseAsync(bool make, Func<Task> action, CancellationToken cancellationToken) =>
        throw identity.Missing($"storage in {directory.Pool}");

    public Task RemoveIfAsync(Func<bool> isEmpty, CancellationToken cancellationToken) => Task.CompletedTask;
}
