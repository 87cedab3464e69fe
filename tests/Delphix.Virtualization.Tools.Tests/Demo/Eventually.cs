using System.Diagnostics;

namespace Delphix.Virtualization.Tools.Tests.Demo;

/// <summary>Waits for something another process does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task IsTrueAsync(Func<bool> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(started).Should().BeLessThan(Deadline, "the condition should become true in time");
            await Task.Delay(5);
        }
    }
}
