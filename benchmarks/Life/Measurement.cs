namespace Delphix.Virtualization.Benchmarks.Life;

/// <summary>One kind of work, as it was measured in each round.</summary>
/// <param name="name">What <c>dvp</c> did.</param>
/// <param name="baseline">What it is compared to.</param>
/// <param name="limit">From the baseline's median the most seconds that it may take; null where it is only shown.</param>
internal sealed class Measurement(string name, string baseline, Func<double, double>? limit)
{
    internal string Name => name;

    internal string Baseline => baseline;

    /// <summary>Seconds of the baseline, by round.</summary>
    internal List<double> Bare { get; } = [];

    /// <summary>Seconds of <c>dvp</c>, by round.</summary>
    internal List<double> Dvp { get; } = [];

    /// <summary>The job of the last round.</summary>
    internal string Job { get; set; } = "";

    internal double? Limit => limit?.Invoke(Median(Bare));

    internal bool IsTooSlow => Median(Dvp) > Limit;

    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
