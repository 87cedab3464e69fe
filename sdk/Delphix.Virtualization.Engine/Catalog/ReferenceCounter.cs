using System.Globalization;
using System.Text.RegularExpressions;
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
        && number <= CounterFile.Highest
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
        // A counter was lost or is of another time than the rest. What was deleted since then has left no file, but documents that name it.
        if (first is null || first != second)
            last = Math.Max(last, await HighestNamedAsync(cancellationToken));
        foreach (var counter in counters)
            await counter.WriteAsync(last + 1, cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}-{last + 1}");
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
        return folders.SelectMany(folder => folder)
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, $"{prefix}-*"))
            .Select(path => NumberOf(Path.GetFileName(path).Split('.')[0]))
            .DefaultIfEmpty().Max();
    }

    // By what documents and records say, also of what is gone.
    private async Task<long> HighestNamedAsync(CancellationToken cancellationToken)
    {
        var named = new Regex($@"(?<![A-Z_]){Regex.Escape(prefix)}-[0-9]{{1,9}}(?![0-9])", RegexOptions.CultureInvariant);
        var highest = 0L;
        var folders = FoldersIn(directory.Catalogs).Append(directory.Jobs).Where(Directory.Exists);
        foreach (var path in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.json")))
        {
            try
            {
                var text = await File.ReadAllTextAsync(path, cancellationToken);
                highest = named.Matches(text).Select(match => NumberOf(match.Value)).Append(highest).Max();
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
