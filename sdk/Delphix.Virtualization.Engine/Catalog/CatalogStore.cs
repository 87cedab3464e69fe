using System.Collections.Concurrent;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>
/// The engine's memory: <c>catalog/&lt;type&gt;/&lt;reference&gt;.json</c>, one readable document per object, replaced atomically. A
/// damaged document is reported once, and blocks only what needs it.
/// </summary>
/// <param name="directory">Where the documents are.</param>
/// <param name="log">Receives what is damaged; null to discard it.</param>
internal sealed class CatalogStore(EngineDirectory directory, Action<string>? log = null)
{
    private readonly ConcurrentDictionary<string, bool> _told = new();

    /// <summary>Held while something is checked over several objects and then changed, for as short as possible.</summary>
    internal Task<FileLock> LockAsync(CancellationToken cancellationToken) =>
        FileLock.AcquireAsync(directory.Lock("catalog"), null, cancellationToken);

    /// <summary>
    /// All objects of a type, oldest first. An object whose document is damaged is there as its copy says, if it has one, so that nothing
    /// takes its place.
    /// </summary>
    internal async Task<IReadOnlyList<T>> ListAsync<T>(CancellationToken cancellationToken)
        where T : CatalogObject
    {
        var folder = directory.Catalog(CatalogType.Of<T>().Folder);
        if (!Directory.Exists(folder))
            return [];
        var objects = new List<T>();
        // A directory in the place of a document is one that is damaged.
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*-*.json"))
        {
            var (item, damage) = await ReadAsync<T>(Path.GetFileNameWithoutExtension(path), cancellationToken);
            if (damage is not null)
                Tell(damage);
            if (item is not null)
                objects.Add(item);
        }

        return [.. objects.OrderBy(item => ReferenceCounter.NumberOf(item.Reference))];
    }

    /// <summary>The object with a reference; null when there is none.</summary>
    /// <exception cref="UserException">Its document is damaged.</exception>
    internal async Task<T?> TryGetAsync<T>(string reference, CancellationToken cancellationToken)
        where T : CatalogObject
    {
        var (item, damage) = await ReadAsync<T>(reference, cancellationToken);
        return damage is null ? item : throw damage.ToException();
    }

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
        if (CatalogType.Of<T>().IsReference(nameOrReference)
            && await TryGetAsync<T>(nameOrReference, cancellationToken) is { } referenced)
            return referenced;
        var found = all.Where(item => item.Name == nameOrReference).ToList();
        IReadOnlyDictionary<string, string> qualified = new Dictionary<string, string>();
        if (found.Count != 1 && all is IReadOnlyList<SourceConfigObject> configs)
        {
            qualified = await QualifiedNamesAsync(configs, cancellationToken);
            if (found.Count == 0)
                found = [.. all.Where(item => qualified.GetValueOrDefault(item.Reference) == nameOrReference)];
        }

        var noun = CatalogType.Of<T>().Noun;
        return found.Count switch
        {
            1 => found[0].Damage is { } damage ? throw damage.ToException() : found[0],
            0 => throw new UserException(
                $"There is no {noun} '{nameOrReference}'.", NearestName.Suggest(nameOrReference, all.Select(item => item.Name), noun), ""),
            _ => throw new UserException(
                $"There are {found.Count} {noun}s named '{nameOrReference}'.",
                Choose(found.ConvertAll(item => item.Reference), qualified),
                ""),
        };
    }

    // Suggests ENVIRONMENT/NAME where that is unique, else the references.
    private static string Choose(List<string> references, IReadOnlyDictionary<string, string> qualified)
    {
        var names = references.Select(reference => qualified.GetValueOrDefault(reference, reference)).ToList();
        return names.Distinct().Count() == names.Count && names[0] != references[0]
            ? $"Say in which environment: {string.Join(" or ", names.Select(name => $"'{name}'"))}."
            : $"Use a reference instead: {string.Join(", ", references)}.";
    }

    // Source configs of several hosts may have the same name: ENVIRONMENT/NAME, by their references.
    private async Task<IReadOnlyDictionary<string, string>> QualifiedNamesAsync(
        IEnumerable<SourceConfigObject> configs, CancellationToken cancellationToken)
    {
        var environments = (await ListAsync<EnvironmentObject>(cancellationToken)).ToDictionary(item => item.Reference, item => item.Name);
        var repositories = (await ListAsync<RepositoryObject>(cancellationToken))
            .Where(item => environments.ContainsKey(item.Environment))
            .ToDictionary(item => item.Reference, item => environments[item.Environment]);
        return configs.Where(config => repositories.ContainsKey(config.Repository))
            .ToDictionary(config => config.Reference, config => $"{repositories[config.Repository]}/{config.Name}");
    }

    /// <summary>Whether there is a document of an object, whatever it says.</summary>
    internal bool Exists(CatalogType type, string reference) => Path.Exists(PathOf(type, reference));

    /// <summary>Stores an object, for good.</summary>
    /// <exception cref="UserException">Its document is damaged, and has not been restored.</exception>
    internal async Task SaveAsync<T>(T item, CancellationToken cancellationToken)
        where T : CatalogObject
    {
        if (item.Damage is { } damage)
            throw damage.ToException();
        await MakeAsync(cancellationToken);
        await DocumentOf(CatalogType.Of(item.GetType()), item.Reference).SaveAsync(item, cancellationToken);
    }

    /// <summary>Forgets an object. One that is not there is no error.</summary>
    internal void Delete(CatalogType type, string reference) => DocumentOf(type, reference).Delete();

    /// <summary>Deletes what is left of an object that a process died over. The caller has it locked.</summary>
    internal void DeleteTemporaries(CatalogType type, string reference) => DocumentOf(type, reference).DeleteTemporaries();

    /// <summary>Puts the copy of an object's damaged document in its place. The damaged one is kept.</summary>
    /// <exception cref="UserException">The document is not damaged, or has no good copy.</exception>
    internal async Task RestoreAsync(CatalogType type, string reference, CancellationToken cancellationToken)
    {
        var document = DocumentOf(type, reference);
        var (content, fault) = await document.ReadAsync(item => FaultOf(type, reference, item), cancellationToken);
        if (fault is null)
            throw NotDamaged(type.Noun, reference, exists: content is not null);
        var (copy, _) = await document.ReadCopyAsync(item => FaultOf(type, reference, item), cancellationToken);
        if (copy is null)
            throw DamageOf(type, reference, fault, null).ToException();
        document.SetAside(directory.Damaged(type.Folder));
        await document.SaveAsync(copy, cancellationToken);
    }

    /// <summary>The error for a document that need not be restored.</summary>
    internal static UserException NotDamaged(string noun, string reference, bool exists) => exists
        ? new UserException($"The document of the {noun} {reference} is not damaged.", "Nothing is to be done.", "")
        : new UserException($"There is no {noun} {reference}.", "Name what a message called damaged by its reference.", "");

    /// <summary>Keeps a document that is about to be replaced if it is damaged.</summary>
    internal async Task SetAsideIfDamagedAsync(CatalogType type, string reference, CancellationToken cancellationToken)
    {
        var document = DocumentOf(type, reference);
        var path = PathOf(type, reference);
        if (!Path.Exists(path))
            return;
        var (_, fault) = await document.ReadAsync(item => FaultOf(type, reference, item), cancellationToken);
        if (fault is not null)
            document.SetAside(directory.Damaged(type.Folder));
    }

    /// <summary>The next reference of a type.</summary>
    internal Task<string> NextReferenceAsync<T>(CancellationToken cancellationToken)
        where T : CatalogObject =>
        NextReferenceAsync(CatalogType.Of<T>().Prefix, cancellationToken);

    /// <summary>The next reference with a prefix: a number that was never given out before.</summary>
    internal async Task<string> NextReferenceAsync(string prefix, CancellationToken cancellationToken)
    {
        await MakeAsync(cancellationToken);
        return await new ReferenceCounter(directory, prefix).NextAsync(cancellationToken);
    }

    // A new catalog says from the beginning which form its documents have.
    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory.Catalogs))
            await CatalogFormat.WriteAsync(directory, cancellationToken);
    }

    private void Tell(DamagedDocument damage)
    {
        if (_told.TryAdd(damage.Path, true))
            log?.Invoke(damage.ToString());
    }

    private string PathOf(CatalogType type, string reference) => Path.Combine(directory.Catalog(type.Folder), FileNameOf(reference));

    private DocumentFile DocumentOf(CatalogType type, string reference) =>
        new(PathOf(type, reference), Path.Combine(directory.LastGood(type.Folder), FileNameOf(reference)), type.Type);

    // A name that a user typed is looked for as a reference too, so it must not lead elsewhere.
    private static string FileNameOf(string reference) =>
        (reference.Length > 0 && reference.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? reference : "-") + ".json";

    // The object, or what its copy says if its document is damaged.
    private async Task<(T? Item, DamagedDocument? Damage)> ReadAsync<T>(string reference, CancellationToken cancellationToken)
        where T : CatalogObject
    {
        var type = CatalogType.Of<T>();
        var document = DocumentOf(type, reference);
        var (content, fault) = await document.ReadAsync(item => FaultOf(type, reference, item), cancellationToken);
        if (fault is null)
            return ((T?)content, null);
        var (copy, _) = await document.ReadCopyAsync(item => FaultOf(type, reference, item), cancellationToken);
        var damage = DamageOf(type, reference, fault, ((T?)copy)?.Name);
        return (copy is null ? null : (T)copy with { Damage = damage }, damage);
    }

    private DamagedDocument DamageOf(CatalogType type, string reference, string fault, string? name) =>
        new(reference, type.Noun, name, PathOf(type, reference), fault);

    private static string? FaultOf(CatalogType type, string reference, object item) =>
        ((CatalogObject)item).Reference is var own && (own != reference || !type.IsReference(reference)) ? $"is that of '{own}'"
        : item is DatasetObject dataset && dataset.Mounts.Contains(null!) ? "is damaged (one of its mounts is null)"
        : null;
}
