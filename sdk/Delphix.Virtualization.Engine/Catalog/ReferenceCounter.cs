using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>
/// Gives out references: a prefix and a number that was never used before. The last number is in <c>catalog/references</c>, and what the
/// engine directory holds counts too: a counter that was lost, or came back from a backup, must not lead to a reference that something has.
/// </summary>
internal sealed class ReferenceCounter(EngineDirectory directory, string prefix)
{
    private string CounterFile => Path.Combine(directory.Catalog("references"), prefix);

    /// <summary>Whether a text is a prefix with a number.</summary>
    internal static bool IsReference(string text, string prefix) =>
        text.StartsWith(prefix + "-", StringComparison.Ordinal)
        && text.Length > prefix.Length + 1
        && text.AsSpan(prefix.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The number in a reference; 0 for a text that ends in none.</summary>
    internal static long NumberOf(string reference) =>
        long.TryParse(reference.AsSpan(reference.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    /// <summary>The next reference.</summary>
    internal async Task<string> NextAsync(CancellationToken cancellationToken)
    {
        using var exclusive = await FileLock.AcquireAsync(directory.Lock("references"), null, cancellationToken);
        PrivateFolder.Make(Path.GetDirectoryName(CounterFile)!);
        // What was deleted has left no file, but jobs that name it.
        var last = await TryReadAsync(cancellationToken)
            ?? await HighestNamedAsync(cancellationToken);
        var next = (Math.Max(last, HighestInUse()) + 1).ToString(CultureInfo.InvariantCulture);
        await DurableFile.WritePrivateAsync(CounterFile, Encoding.ASCII.GetBytes(next), cancellationToken);
        return $"{prefix}-{next}";
    }

    // Null when the counter is missing or damaged.
    private async Task<long?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(CounterFile, cancellationToken);
            return int.TryParse(text.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    // By the names of documents, copies, locks and stored snapshots.
    private long HighestInUse()
    {
        string[] pools = Directory.Exists(directory.Pool) ? Directory.GetDirectories(directory.Pool) : [];
        string[] documents = [.. FoldersIn(directory.Catalogs), .. FoldersIn(directory.LastGood("")), .. FoldersIn(directory.Damaged(""))];
        return documents.Concat(pools.Select(pool => Path.Combine(pool, "snapshots"))).Concat([directory.Jobs, directory.Lock("")])
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, $"{prefix}-*"))
            .Select(path => Path.GetFileName(path)[(prefix.Length + 1)..])
            .Select(rest => NumberOf(rest.Split('.')[0]))
            .DefaultIfEmpty().Max();
    }

    // By what documents say, also of what is gone.
    private async Task<long> HighestNamedAsync(CancellationToken cancellationToken)
    {
        var named = new Regex($@"(?<![A-Z_]){Regex.Escape(prefix)}-([0-9]{{1,9}})(?![0-9])", RegexOptions.CultureInvariant);
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
