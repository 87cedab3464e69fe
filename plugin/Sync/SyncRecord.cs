using System.Globalization;

namespace DirectoryPlugin.Sync;

/// <summary>What a sync captured: read from the record that <c>copy.sh</c> took down, and added up.</summary>
internal sealed class SyncRecord
{
    private readonly ScriptOutput _record;
    private readonly RsyncStatistics _compared;
    private readonly List<RsyncStatistics> _copies;

    internal SyncRecord(ScriptOutput record)
    {
        _record = record;
        _compared = new RsyncStatistics(record.Find("compared") ?? "");
        _copies = [.. record.All("copied").Select(text => new RsyncStatistics(text))];
    }

    internal SnapshotMode Mode => Enum.Parse<SnapshotMode>(_record.Get("mode"), ignoreCase: true);

    internal long TransferredFiles => Whole(_copies.Sum(copy => (decimal)copy.TransferredFiles));

    internal long TransferredBytes => Whole(_copies.Sum(copy => (decimal)copy.TransferredBytes));

    internal long DeletedItems => Total("deletedItems") + _compared.DeletedItems;

    internal long HealedFiles => Total("healedFiles");

    internal long HealedBytes => Total("healedBytes");

    /// <summary>What the copy could not keep.</summary>
    internal IEnumerable<string> CopyWarnings =>
    [
        .. _record.All("lost").Distinct().Select(ExplainLoss),
        .. ExplainLostAttributes([.. _record.All("lostAttribute").Distinct().Order(StringComparer.Ordinal)]),
        .. _record.All("vanished").Select(count => $"{count} items vanished or shrank while they were being copied."),
        .. _record.All("links").Distinct().Select(ExplainLinks),
    ];

    // Warnings from before the copy come first.
    private List<string> Warnings => [.. _record.All("warning"), .. CopyWarnings];

    /// <summary>How a record begins: with what is known before the copy.</summary>
    internal static string Begin(
        string path, string sourceRsync, string stagingRsync, DateTimeOffset startedAt, IEnumerable<string> warnings)
    {
        IEnumerable<(string, string)> lines =
        [
            ("sourcePath", path),
            ("sourceRsyncVersion", sourceRsync),
            ("stagingRsyncVersion", stagingRsync),
            ("startedAt", ScriptOutput.Timestamp(startedAt)),
            .. warnings.Select(warning => ("warning", warning)),
        ];
        return string.Join('\n', lines.Select(line => ScriptOutput.Line(line.Item1, line.Item2)));
    }

    /// <summary>What a record continues with when a copy is done again: with what each copy before did.</summary>
    /// <param name="output">What <c>copy.sh</c> printed.</param>
    /// <param name="isDone">Whether it came to its end, and so has deleted what it compared.</param>
    internal static string Carry(ScriptOutput output, bool isDone)
    {
        string[] keys = ["mode", "copied", "lost", "lostAttribute", "deletedItems", "healedFiles", "healedBytes"];
        var lines = keys.SelectMany(key => output.All(key).Select(value => ScriptOutput.Line(key, value))).ToList();
        if (isDone && output.Find("compared") is { } compared)
            lines.Add(ScriptOutput.Line("deletedItems", new RsyncStatistics(compared).DeletedItems.ToString(CultureInfo.InvariantCulture)));
        return string.Concat(lines.Select(line => "\n" + line));
    }

    /// <summary>Why a copy that came to its end should be done again; null when all is as at the source.</summary>
    internal static string? Unsettled(ScriptOutput output) =>
        output.Find("vanished") is not null || output.All("links").Contains("unsettled") ? "source-changed" : null;

    /// <summary>The same as a snapshot's definition.</summary>
    internal SnapshotDefinition Describe()
    {
        var isCounted = _record.Find("files") is not null;
        return new SnapshotDefinition
        {
            Mode = Mode,
            SourcePath = _record.Get("sourcePath"),
            // Without the root.
            Files = isCounted ? _record.Number("files") : _compared.Files,
            Directories = isCounted ? _record.Number("directories") : _compared.Directories - 1,
            // What was copied counts as it is now: it may have grown since it was compared.
            Bytes = isCounted
                ? _record.Number("bytes")
                : Whole((decimal)_compared.Bytes - Total("comparedBytes") + Total("copiedBytes")),
            TransferredFiles = TransferredFiles,
            TransferredBytes = TransferredBytes,
            DeletedItems = DeletedItems,
            HealedFiles = HealedFiles,
            HealedBytes = HealedBytes,
            Warnings = Warnings is { Count: > 0 } warnings ? warnings : null,
            HasAbsoluteSymlinks = _record.Find("absoluteSymlinks") is { } has ? has == "true" : null,
            RootFingerprint = _record.Find("rootFingerprint"),
            SourceRsyncVersion = _record.Get("sourceRsyncVersion"),
            StagingRsyncVersion = _record.Get("stagingRsyncVersion"),
            StartedAt = _record.Get("startedAt"),
            FinishedAt = _record.Get("finishedAt"),
        };
    }

    private static string ExplainLoss(string what) =>
        $"{(what == "acls" ? "ACLs" : "Extended attributes")} were not kept: the storage cannot hold them.";

    private static IEnumerable<string> ExplainLostAttributes(List<string> names) => names.Count == 0
        ? []
        : [Printable.Of($"These extended attributes were not kept, as the storage refuses them: {string.Join(", ", names)}.")];

    private static string ExplainLinks(string state) => state == "unsettled"
        ? "Hard links of the source changed during each copy: some may not be those of the source."
        : "Hard links that the source has split may not be split here: "
            + "they could not be compared, for which both hosts need GNU find, stat and xargs.";

    // A sync may have taken several rounds.
    private long Total(string key) => Whole(_record.All(key).Sum(Parse));

    // What a source host says of sizes may be more than any number here.
    private static decimal Parse(string number) =>
        decimal.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : long.MaxValue;

    // The sizes of files are what the source says: together they may be more than fits.
    private static long Whole(decimal number) => (long)Math.Clamp(number, 0, long.MaxValue);
}
