using System.Diagnostics;

namespace Delphix.Virtualization.TestSupport;

/// <summary>Waits for something that another thread or process does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    public static Task IsTrueAsync(Func<bool> condition, string because) => IsTrueAsync(() => Task.FromResult(condition()), because);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, string because)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(started).Should().BeLessThan(Deadline, because);
            await Task.Delay(5);
        }
    }
}
