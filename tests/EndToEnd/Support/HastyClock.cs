namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>A clock on which the pauses between two tries take no time. It keeps how long they would have been.</summary>
internal sealed class HastyClock : TimeProvider
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);

    public List<TimeSpan> Pauses { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= ShortestPause)
        {
            Pauses.Add(dueTime);
            dueTime = TimeSpan.Zero;
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}
