using System.Globalization;
using static System.FormattableString;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>Sizes, durations, times and counts as people read them.</summary>
internal static class HumanText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>For example <c>512 B</c> or <c>1.5 MiB</c>.</summary>
    internal static string Size(long bytes)
    {
        const double Step = 1024;
        // What would be shown as 1024.0 of a unit is 1.0 of the next.
        const double NextUnit = 1023.95;
        double value = bytes;
        var unit = 0;
        while (value >= NextUnit && unit < Units.Length - 1)
        {
            value /= Step;
            unit++;
        }

        return unit == 0 ? Invariant($"{bytes} B") : Invariant($"{value:0.0} {Units[unit]}");
    }

    /// <summary>For example <c>12 ms</c>, <c>1.5 s</c>, <c>2 min 05 s</c> or <c>3 h 02 min</c>.</summary>
    internal static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 0.9995 } => Invariant($"{duration.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 59.95 } => Invariant($"{duration.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } => Invariant($"{(int)duration.TotalMinutes} min {duration.Seconds:00} s"),
        _ => Invariant($"{(int)duration.TotalHours} h {duration.Minutes:00} min"),
    };

    /// <summary>A time in the user's zone, for example <c>2026-01-31 13:00:00</c>.</summary>
    internal static string Time(DateTimeOffset time, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(time, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>For example <c>1 snapshot</c> or <c>3 snapshots</c>.</summary>
    internal static string Count(long count, string noun) => Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");
}
