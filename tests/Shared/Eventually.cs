using System.Diagnostics;

namespace Delphix.Virtualization.TestSupport;

/// <summary>Waits for something that another thread or process does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    public static async Task IsTrueAsync(Func<bool> condition, string because)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(started).Should().BeLessThan(Deadline, because);
            await Task.Delay(5);
        }
    }
}
