namespace DirectoryPlugin.Sync;

/// <summary>
/// What rsync says at its end, with <c>--stats --no-human-readable</c>. A line that comes more than once may be a file's name before: the
/// last one counts.
/// </summary>
internal sealed class RsyncStatistics(string text)
{
    private readonly Dictionary<string, string> _lines = text.Split('\n')
        .Select(line => line.Split(": ", 2))
        .Where(parts => parts.Length == 2)
        .Reverse()
        .DistinctBy(parts => parts[0])
        .ToDictionary(parts => parts[0], parts => parts[1]);

    /// <summary>Directories of the source, its root included.</summary>
    internal long Directories => Part("Number of files", "dir");

    /// <summary>Items of the source that are not directories.</summary>
    internal long Files => Number("Number of files") - Directories;

    /// <summary>The sizes of all items but directories.</summary>
    internal long Bytes => Number("Total file size");

    internal long DeletedItems => Number("Number of deleted files");

    internal long TransferredFiles => Number("Number of regular files transferred");

    internal long TransferredBytes => Number("Total transferred file size");

    // The 9 of "9 (reg: 6, dir: 3)".
    private long Number(string label) => _lines.TryGetValue(label, out var value) ? Digits(value) : 0;

    // The 3 of "9 (reg: 6, dir: 3)", for the part dir.
    private long Part(string label, string part) =>
        _lines.TryGetValue(label, out var value) && value.Split(part + ": ", 2) is [_, var rest] ? Digits(rest) : 0;

    // The sizes of files are what the source says: together they may be more than fits, of which rsync prints a number below 0.
    private static long Digits(string value) => ScriptOutput.ParseNumber(string.Concat(value.TakeWhile(char.IsAsciiDigit))) ?? 0;
}
