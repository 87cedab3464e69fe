using System.Globalization;
using static System.FormattableString;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>Durations, times and counts as people read them.</summary>
internal static class HumanText
{
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
