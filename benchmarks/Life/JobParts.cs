using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Benchmarks.Life;

/// <summary>Where the time of a job went, in milliseconds, as <c>dvp job show</c> tells it.</summary>
internal sealed class JobParts
{
    internal JobParts(JsonNode shown)
    {
        Total = (shown["finishedAt"]!.GetValue<DateTimeOffset>() - shown["startedAt"]!.GetValue<DateTimeOffset>()).TotalMilliseconds;
        var steps = shown["steps"]!.AsArray();
        Steps = [.. steps.Select(step => (step!["name"]!.GetValue<string>(), step["durationMilliseconds"]!.GetValue<double>()))];
    }

    /// <summary>From its beginning to its end.</summary>
    internal double Total { get; }

    internal IReadOnlyList<(string Name, double Milliseconds)> Steps { get; }

    internal double BetweenSteps => Total - Steps.Sum(step => step.Milliseconds);
}
