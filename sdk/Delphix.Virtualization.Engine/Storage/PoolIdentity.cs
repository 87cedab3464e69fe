using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// The id of the pool that an engine made: once beside the pool and once in it. A pool that is gone, or another one in its place, is never
/// taken for one that is still to be made. The catalog has the id too, so that it is not used with the storage of another engine.
/// </summary>
internal sealed class PoolIdentity(EngineDirectory directory)
{
    private const string FileName = "pool-id";

    // What the pool in use must have in it; no file while there is none.
    private string Expected => Path.Combine(directory.Pool, FileName);

    // The id of the pool that the catalog belongs to: two engines may both have a SNAPSHOT-1.
    private string OfCatalog => Path.Combine(directory.Catalogs, FileName);

    /// <summary>Held while the pool is made, looked at or ended.</summary>
    internal Task<FileLock> LockAsync(CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(directory.Lock("pool"), null, cancellationToken);

    /// <summary>Whether the catalog names storage.</summary>
    internal async Task<bool> IsNeededAsync(CancellationToken cancellationToken)
    {
        var catalog = new CatalogStore(directory);
        DatasetObject[] datasets =
        [
            .. await catalog.ListAsync<LinkedSourceObject>(cancellationToken),
            .. await catalog.ListAsync<VirtualSourceObject>(cancellationToken),
        ];
        return datasets.Any(dataset => dataset.HasVolume);
    }

    /// <summary>Checks that there is no pool because none was made.</summary>
    /// <param name="place">Where it would be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">One was made.</exception>
    internal async Task RequireNoneAsync(string place, CancellationToken cancellationToken)
    {
        if (File.Exists(Expected) || await IsNeededAsync(cancellationToken))
            throw Missing(place);
    }

    /// <summary>The error for storage that was made and is gone.</summary>
    internal UserException Missing(string place) => new(
        $"The storage of this engine is missing: there is no {place}.",
        "Put it back from a backup, or mount the disk that it is on. If it is lost for good, delete all dSources and VDBs with "
        + $"--force, then remove {directory.Pool}.",
        "");

    /// <summary>Checks that a pool is the one that was made.</summary>
    /// <param name="root">The pool's folder, which is there.</param>
    /// <param name="isUsed">Whether it has the folders of volumes and snapshots.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">It is another one.</exception>
    internal async Task CheckAsync(string root, bool isUsed, CancellationToken cancellationToken)
    {
        var expected = await TryReadAsync(Expected, cancellationToken);
        var found = await TryReadAsync(Path.Combine(root, FileName), cancellationToken);
        // No id is expected when the making of the pool was cut short, or when an engine made it that gave pools no ids.
        var isExpected = expected is null
            ? found is not null || isUsed || !await IsNeededAsync(cancellationToken)
            : expected == found;
        if (!isExpected)
        {
            throw new UserException(
                $"What is at {root} is not the storage of this engine: {(found is null ? "it has no" : "it has another")} {FileName}.",
                "Put the right storage there, from a backup or by mounting the disk that it is on. "
                + $"If you know that this is the right one, remove {Expected}.",
                "");
        }

        await RequireOfCatalogAsync(root, found, cancellationToken);
        if (expected is null)
            await MarkAsync(root, found ?? Guid.NewGuid().ToString(), cancellationToken);
    }

    /// <summary>Gives a pool that was just made its id.</summary>
    internal Task MarkAsync(string root, CancellationToken cancellationToken) =>
        MarkAsync(root, Guid.NewGuid().ToString(), cancellationToken);

    /// <summary>Notes that the pool is about to be removed.</summary>
    internal void Forget()
    {
        if (File.Exists(OfCatalog))
            DurableFile.Delete(OfCatalog);
        DurableFile.Delete(Expected);
    }

    // In the pool first: a pool that has an id while none is expected is taken as it is.
    private async Task MarkAsync(string root, string id, CancellationToken cancellationToken)
    {
        await WriteAsync(Path.Combine(root, FileName), id, cancellationToken);
        await WriteToCatalogAsync(id, cancellationToken);
        await WriteAsync(Expected, id, cancellationToken);
    }

    // The catalog of another engine may have come with a backup, or that engine's whole folder of storage.
    private async Task RequireOfCatalogAsync(string root, string? found, CancellationToken cancellationToken)
    {
        var known = await TryReadAsync(OfCatalog, cancellationToken);
        if (known is not { Length: > 0 } || !await IsNeededAsync(cancellationToken))
        {
            if (found is not null && known != found)
                await WriteToCatalogAsync(found, cancellationToken);
            return;
        }

        if (known != found)
        {
            throw new UserException(
                $"The catalog and the storage at {root} are not of the same engine: {OfCatalog} names another {FileName}.",
                $"Put both back from backups of the same engine. If you know that they belong together, remove {OfCatalog}.",
                "");
        }
    }

    private async Task WriteToCatalogAsync(string id, CancellationToken cancellationToken)
    {
        // A catalog is made with its first document.
        if (Directory.Exists(directory.Catalogs))
            await WriteAsync(OfCatalog, id, cancellationToken);
    }

    private static Task WriteAsync(string path, string id, CancellationToken cancellationToken) =>
        DurableFile.WritePrivateAsync(path, System.Text.Encoding.ASCII.GetBytes(id), cancellationToken);

    private static async Task<string?> TryReadAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(path) ? (await LocalFile.ReadAllTextAsync(path, cancellationToken)).Trim() : null;
}
