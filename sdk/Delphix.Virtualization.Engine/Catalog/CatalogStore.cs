using System.Text.Json;
using Delphix.Virtualization.Engine.Files;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>
/// The engine's memory: <c>catalog/&lt;type&gt;/&lt;reference&gt;.json</c>, one readable document per object, replaced atomically.
/// </summary>
internal sealed class CatalogStore(EngineDirectory directory)
{
    /// <summary>Held while something is checked over several objects and then changed, for as short as possible.</summary>
    internal Task<FileLock> LockAsync(CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(directory.Lock("catalog"), null, cancellationToken);

    /// <summary>All objects of a type, oldest first.</summary>
    internal async Task<IReadOnlyList<T>> ListAsync<T>(CancellationToken cancellationToken)
        where T : CatalogObject
    {
        var folder = directory.Catalog(CatalogType.Of<T>().Folder);
        if (!Directory.Exists(folder))
            return [];
        var objects = new List<T>();
        foreach (var path in Directory.EnumerateFiles(folder, "*-*.json"))
        {
            if (await ReadAsync<T>(path, cancellationToken) is { } item)
                objects.Add(item);
        }

        return [.. objects.OrderBy(item => ReferenceCounter.NumberOf(item.Reference))];
    }

    /// <summary>The object with a reference; null when there is none.</summary>
    internal Task<T?> TryGetAsync<T>(string reference, CancellationToken cancellationToken)
        where T : CatalogObject =>
        ReadAsync<T>(PathOf(CatalogType.Of<T>(), reference), cancellationToken);

    /// <summary>The object with a reference that another object holds.</summary>
    /// <exception cref="InvalidDataException">There is none: the catalog was changed by hand.</exception>
    internal async Task<T> GetAsync<T>(string reference, CancellationToken cancellationToken)
        where T : CatalogObject =>
        await TryGetAsync<T>(reference, cancellationToken)
        ?? throw new InvalidDataException($"The catalog has no {CatalogType.Of<T>().Noun} {reference}.");

    /// <summary>The object that a user named by name or reference.</summary>
    /// <exception cref="UserException">There is none; the action lists what there is.</exception>
    internal async Task<T> FindAsync<T>(string nameOrReference, CancellationToken cancellationToken)
        where T : CatalogObject
    {
        var all = await ListAsync<T>(cancellationToken);
        // A reference is unique, so it wins over a name that looks like one.
        if (all.FirstOrDefault(item => item.Reference == nameOrReference) is { } referenced)
            return referenced;
        var found = all.Where(item => item.Name == nameOrReference).ToList();
        var noun = CatalogType.Of<T>().Noun;
        return found.Count switch
        {
            1 => found[0],
            0 => throw new UserException($"There is no {noun} '{nameOrReference}'.", NearestName.Suggest(nameOrReference, all.Select(item => item.Name), noun), ""),
            _ => throw new UserException(
                $"There are {found.Count} {noun}s named '{nameOrReference}'.",
                $"Use a reference instead: {string.Join(", ", found.Select(item => item.Reference))}.",
                ""),
        };
    }

    /// <summary>Whether there is a document of an object, whatever it says.</summary>
    internal bool Exists(CatalogType type, string reference) => Path.Exists(PathOf(type, reference));

    /// <summary>Stores an object, for good.</summary>
    internal async Task SaveAsync<T>(T item, CancellationToken cancellationToken)
        where T : CatalogObject
    {
        var path = PathOf(CatalogType.Of(item.GetType()), item.Reference);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var document = JsonSerializer.SerializeToUtf8Bytes(item, item.GetType(), CatalogJson.Default.Options);
        await DurableFile.WriteAsync(path, document, cancellationToken);
    }

    /// <summary>Forgets an object. One that is not there is no error.</summary>
    internal void Delete(CatalogType type, string reference)
    {
        var path = PathOf(type, reference);
        if (File.Exists(path))
            DurableFile.Delete(path);
    }

    /// <summary>Deletes what is left of an object that a process died over. The caller has it locked.</summary>
    internal void DeleteTemporaries(CatalogType type, string reference) => DurableFile.DeleteTemporaries(PathOf(type, reference));

    /// <summary>The next reference of a type.</summary>
    internal Task<string> NextReferenceAsync<T>(CancellationToken cancellationToken)
        where T : CatalogObject =>
        NextReferenceAsync(CatalogType.Of<T>().Prefix, cancellationToken);

    /// <summary>The next reference with a prefix: a number that was never given out before.</summary>
    internal Task<string> NextReferenceAsync(string prefix, CancellationToken cancellationToken) =>
        new ReferenceCounter(directory, prefix).NextAsync(cancellationToken);

    private string PathOf(CatalogType type, string reference)
    {
        // A name that a user typed is looked for as a reference too, so it must not lead elsewhere.
        var safe = reference.Length > 0 && reference.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? reference : "-";
        return Path.Combine(directory.Catalog(type.Folder), safe + ".json");
    }

    private static async Task<T?> ReadAsync<T>(string path, CancellationToken cancellationToken)
        where T : CatalogObject
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            return JsonSerializer.Deserialize<T>(bytes, CatalogJson.Default.Options);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The catalog document {path} is damaged: {e.Message}", e);
        }
    }
}
