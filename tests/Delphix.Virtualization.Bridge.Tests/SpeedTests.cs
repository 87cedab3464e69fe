using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests;

public sealed class SpeedTests
{
    private const string Operation = "discovery.sourceConfig";
    private const int Calls = 100;

    [Fact]
    public async Task Call_over_a_kept_connection_costs_at_most_10_milliseconds_more_than_a_direct_one()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        var request = world.Requests.Request(
            Operation, request => request["repository"]!["parameters"] = new JsonObject { ["name"] = "nothing" });

        var direct = await MedianAsync(() => world.Direct.InvokeAsync(Operation, request, new FakeLibs()));
        var bridged = await MedianAsync(() => engine.InvokeAsync(Operation, request, new FakeLibs()));

        // The difference includes the pipe between this process and the stand-in engine.
        (bridged - direct).Should().BeLessThan(TimeSpan.FromMilliseconds(10), $"it took {bridged}, and directly {direct}");
    }

    private static async Task<TimeSpan> MedianAsync(Func<Task> call)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await call();
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        return times.Order().ElementAt(Calls / 2);
    }
}
