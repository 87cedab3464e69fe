namespace Delphix.Virtualization.Benchmarks.Life;

/// <summary>One kind of work, as it was measured in each round, in seconds.</summary>
/// <param name="name">What <c>dvp</c> did.</param>
/// <param name="baselineName">What it is compared to.</param>
/// <param name="limit">From the baseline's median the longest that it may take; null where it is only shown.</param>
internal sealed class Measurement(string name, string baselineName, Func<double, double>? limit)
{
    internal string Name => name;

    internal string BaselineName => baselineName;

    internal List<double> Baseline { get; } = [];

    internal List<double> Dvp { get; } = [];

    /// <summary>The job of the last round.</summary>
    internal string Job { get; set; } = "";

    internal double? Limit => limit?.Invoke(Median(Baseline));

    internal bool IsTooSlow => Median(Dvp) > Limit;

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
