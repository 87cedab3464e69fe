using System.Globalization;
using System.Text.RegularExpressions;

namespace DirectoryPlugin.Sync;

/// <summary>How far an rsync is: what it printed last with <c>--info=progress2,flist2</c>. What it did not print is null.</summary>
internal sealed partial record RsyncProgress
{
    /// <summary>Items that it found at the source.</summary>
    internal long? Listed { get; private init; }

    /// <summary>Bytes that it transferred.</summary>
    internal long? Bytes { get; private init; }

    /// <summary>How much is done, in percent; more than 100 where the source has grown meanwhile.</summary>
    internal long? Percent { get; private init; }

    /// <summary>Files that it transferred.</summary>
    internal long? Files { get; private init; }

    /// <summary>Items that it has still to look at.</summary>
    internal long? Left { get; private init; }

    /// <summary>All items.</summary>
    internal long? Items { get; private init; }

    /// <summary>Reads it.</summary>
    /// <param name="measure">
    /// How much rsync has to transfer: <c>all</c> for all bytes of the source, a number of bytes, or 0 when it is not known.
    /// </param>
    /// <param name="printed">The end of what rsync printed. Each line is a report.</param>
    internal static RsyncProgress Parse(string measure, string printed)
    {
        var progress = new RsyncProgress();
        // The first line may have lost its beginning.
        foreach (var line in printed.Split('\n').Skip(1))
        {
            if (Report().Match(line) is { Success: true } report)
                progress = progress.With(report, measure);
            else if (Listing().Match(line) is { Success: true } listing)
                progress = progress with { Listed = Number(listing.Groups[1]) };
        }

        return progress;
    }

    /// <summary>This progress, with the earlier values in the place of those that are not known now.</summary>
    internal RsyncProgress Or(RsyncProgress before) => new()
    {
        Listed = Listed ?? before.Listed,
        Bytes = Bytes ?? before.Bytes,
        Percent = Percent ?? before.Percent,
        Files = Files ?? before.Files,
        Left = Left ?? before.Left,
        Items = Items ?? before.Items,
    };

    private RsyncProgress With(Match report, string measure)
    {
        var bytes = Number(report.Groups["bytes"]);
        var progress = this with { Bytes = bytes };
        if (measure == "all")
            progress = progress with { Percent = Number(report.Groups["percent"]) };
        else if (long.Parse(measure, CultureInfo.InvariantCulture) is > 0 and var all)
            progress = progress with { Percent = (long)(100.0 * bytes / all) };
        if (!report.Groups["files"].Success)
            return progress;
        var (left, items) = (Number(report.Groups["left"]), Number(report.Groups["items"]));
        return progress with
        {
            Files = Number(report.Groups["files"]),
            Left = left,
            Items = items,
            // When the number of bytes is not known, items are counted.
            Percent = measure == "0" && items > 0 ? 100 * (items - left) / items : progress.Percent,
        };
    }

    private static long Number(Group group) => long.Parse(group.Value, CultureInfo.InvariantCulture);

    // Such as "  123456   42%    1.00MB/s    0:00:01 (xfr#2, to-chk=3/8)".
    [GeneratedRegex(
        @"^ *(?<bytes>[0-9]{1,18}) +(?<percent>[0-9]{1,9})%.*[0-9?]:[0-9?]{2}:[0-9?]{2}"
        + @"( +\(xfr#(?<files>[0-9]{1,18}), ..-chk=(?<left>[0-9]{1,15})/(?<items>[0-9]{1,15})\))? *$")]
    private static partial Regex Report();

    [GeneratedRegex(@"^ *([0-9]{1,18}) files\.\.\.$")]
    private static partial Regex Listing();
}
