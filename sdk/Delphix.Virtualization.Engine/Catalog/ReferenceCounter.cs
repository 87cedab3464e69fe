using System.Globalization;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>
/// Gives out references: a prefix and a number that was never used before. The last number is kept twice, in <c>catalog/references</c> and
/// in <c>pool/references</c>, as either may come back from a backup without the other. What the engine directory holds counts too.
/// </summary>
internal sealed class ReferenceCounter(EngineDirectory directory, string prefix)
{
    /// <summary>Whether a text is a prefix with a number.</summary>
    internal static bool IsReference(string text, string prefix) =>
        text.StartsWith(prefix + "-", StringComparison.Ordinal)
        && text.Length > prefix.Length + 1
        && text.AsSpan(prefix.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The number in a reference; 0 for a text that ends in none, or in a number that is never given out.</summary>
    internal static long NumberOf(string reference) =>
        long.TryParse(reference.AsSpan(reference.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number < CounterFile.Limit
            ? number
            : 0;

    /// <summary>The next reference.</summary>
    internal async Task<string> NextAsync(CancellationToken cancellationToken)
    {
        using var exclusive = await FileLock.AcquireAsync(directory.Lock("references"), null, cancellationToken);
        CounterFile[] counters =
        [
            new(Path.Combine(directory.Catalog("references"), prefix)),
            new(Path.Combine(directory.PoolReferences, prefix)),
        ];
        var first = await counters[0].TryReadAsync(cancellationToken);
        var second = await counters[1].TryReadAsync(cancellationToken);
        var last = Math.Max(Math.Max(first ?? 0, second ?? 0), HighestInUse());
        // A counter is missing, or comes from an older backup. Objects that were deleted since have no file any more, but documents may
        // still name them.
        if (first is null || first != second)
            last = Math.Max(last, await HighestNamedAsync(cancellationToken));
        var next = CounterFile.After(
            last,
            $"a new {prefix}",
            $"See what has it: find {ShellWord.Of(directory.Root)} -name '{prefix}-{last}*'. If the engine never gave out so many, put "
            + $"the engine directory back from a backup, or take that away and delete {prefix} in catalog/references and pool/references.");
        foreach (var counter in counters)
            await counter.WriteAsync(next, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}-{next}");
    }

    // By the names of documents, copies, records, locks, folders of hosts, and stored snapshots.
    private long HighestInUse()
    {
        string[][] folders =
        [
            FoldersIn(directory.Catalogs),
            FoldersIn(directory.LastGood("")),
            FoldersIn(directory.Damaged("")),
            [.. FoldersIn(directory.Pool).Select(pool => Path.Combine(pool, "snapshots"))],
            [directory.Jobs, directory.Lock(""), Path.Combine(directory.Root, "hosts")],
        ];
        var highest = 0L;
        foreach (var path in folders.SelectMany(folder => folder)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, $"{prefix}-*")))
            highest = Math.Max(highest, NumberOf(Path.GetFileName(path).Split('.')[0]));
        return highest;
    }

    // By the references in documents and records, also to what is gone.
    private async Task<long> HighestNamedAsync(CancellationToken cancellationToken)
    {
        var highest = 0L;
        var folders = FoldersIn(directory.Catalogs).Append(directory.Jobs).Where(Directory.Exists);
        foreach (var path in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.json")))
        {
            try
            {
                var named = NamedReferences.In(await LocalFile.ReadAllBytesAsync(path, cancellationToken));
                highest = named.Where(reference => IsReference(reference, prefix)).Select(NumberOf).Append(highest).Max();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It was deleted meanwhile, or cannot be read.
            }
        }

        return highest;
    }

    private static string[] FoldersIn(string folder) => Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
}
