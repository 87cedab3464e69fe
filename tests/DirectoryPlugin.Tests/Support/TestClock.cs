namespace DirectoryPlugin.Tests.Support;

/// <summary>A clock that is read a second later each time.</summary>
internal sealed class TestClock(DateTimeOffset first) : TimeProvider
{
    private DateTimeOffset _next = first;

    public override DateTimeOffset GetUtcNow()
    {
        var now = _next;
        _next += TimeSpan.FromSeconds(1);
        return now;
    }
}
