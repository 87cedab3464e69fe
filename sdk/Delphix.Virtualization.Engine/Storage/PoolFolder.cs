using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>A pool in a folder of the file system that the engine directory is on.</summary>
internal sealed class PoolFolder(string root, PoolIdentity identity) : IPoolPlace
{
    public string Root => root;

    public async Task UseAsync(bool make, Func<Task> action, CancellationToken cancellationToken)
    {
        // The action runs without the lock: nobody ever removes this folder.
        if (await OpenAsync(make, cancellationToken))
            await action();
    }

    public Task RemoveIfAsync(Func<bool> isEmpty, CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> OpenAsync(bool make, CancellationToken cancellationToken)
    {
        using var exclusive = await identity.LockAsync(cancellationToken);
        // A file in its place is not a pool that is still to be made.
        if (Path.Exists(root))
        {
            await identity.CheckAsync(root, DirectoryPool.IsIn(root), cancellationToken);
            return true;
        }

        await identity.RequireNoneAsync(root, cancellationToken);
        if (!make)
            return false;
        PrivateFolder.Make(root);
        await identity.MarkAsync(root, cancellationToken);
        return true;
    }
}
