using System.Globalization;

namespace DirectoryPlugin.Sync;

/// <summary>
/// The time up to which the dataset is known to have every change of the source, also changes of ACLs and attributes, which a
/// comparison does not show.
/// </summary>
/// <param name="Clock">That time according to the clock of the source host, in seconds since 1970.</param>
/// <param name="StartedAt">When the source host had started, according to the same clock.</param>
/// <param name="View">Which directory it was, who read it there, and who kept it here.</param>
internal sealed record SyncMemory(long Clock, long StartedAt, string View)
{
    /// <summary>What holds once a sync that begins now has ended; null when the source host does not tell its time.</summary>
    internal static SyncMemory? Of(SourceFacts source, StagingFacts staging) =>
        source is { Clock: { } clock, StartedAt: { } startedAt } && source.Machine.Length > 0
            ? new SyncMemory(clock, startedAt, $"{source.Machine}:{source.Identity.Directory} {source.User} {staging.User}")
            : null;

    internal static SyncMemory? TryParse(string text) =>
        text.Split(' ', 3) is [var clock, var startedAt, var view] && Number(clock) is { } at && Number(startedAt) is { } started
            ? new SyncMemory(at, started, view)
            : null;

    /// <summary>
    /// Whether the time of an item shows that it was changed since then. It does not for another directory, or for another user,
    /// who may see items that the first one could not see. It also does not after the host's clock was set back: according to
    /// that clock, the host then started earlier than before. All times are whole seconds, so one second of difference is allowed.
    /// </summary>
    internal bool Holds(SyncMemory now) => View == now.View && StartedAt <= now.StartedAt + 1;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Clock} {StartedAt} {View}");

    private static long? Number(string text) => ScriptOutput.ParseNumber(text) is > 0 and var number ? number : null;
}
