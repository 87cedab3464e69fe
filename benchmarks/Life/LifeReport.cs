using System.Diagnostics;
using System.Globalization;

namespace Delphix.Virtualization.Benchmarks.Life;

/// <summary>What the life benchmark found, as plain text.</summary>
internal static class LifeReport
{
    private const int Tries = 5;

    /// <summary>Prints how busy the machine is: one that others work on shows both sides slower than they are.</summary>
    internal static void PrintMachine() =>
        Console.WriteLine(
            $"{Environment.ProcessorCount} processors, with a load of {File.ReadAllText("/proc/loadavg").Split(' ')[0]} before");

    /// <summary>Prints each measurement beside its baseline and limit.</summary>
    internal static void PrintMeasurements(IReadOnlyList<Measurement> measurements, int rounds)
    {
        Console.WriteLine($"\nSeconds, by the median of {rounds} rounds:\n");
        Print("work", "compared to", "baseline", "dvp", "ratio", "limit", "");
        foreach (var measurement in measurements)
        {
            var (baseline, dvp) = (Measurement.Median(measurement.Baseline), Measurement.Median(measurement.Dvp));
            Print(
                measurement.Name,
                measurement.BaselineName,
                Show(baseline),
                Show(dvp),
                Show(dvp / baseline),
                Show(measurement.Limit),
                Verdict(measurement));
        }
    }

    /// <summary>Prints what is the same however many files there are, and what each run of the last round was made of.</summary>
    internal static async Task PrintPartsAsync(IReadOnlyList<Measurement> measurements, LifeWorld world)
    {
        Console.WriteLine("\nWhat each run begins with, medians in milliseconds:\n");
        Print("dvp --version", await MedianAsync(() => world.DvpAsync("--version")));
        Print("ssh … true", await MedianAsync(world.LogInAsync));
        Console.WriteLine("\nWhere dvp's time went in the last round, by the steps of its job, in milliseconds:");
        foreach (var measurement in measurements)
            PrintParts(measurement, await world.ShowJobAsync(measurement.Job));
    }

    private static void PrintParts(Measurement measurement, JobParts job)
    {
        var total = 1000 * measurement.Dvp[^1];
        Console.WriteLine();
        Print(measurement.Name, total);
        foreach (var (name, milliseconds) in job.Steps)
            Print($"  {name}", milliseconds);
        Print("  between the steps", job.BetweenSteps);
        Print("  before and after the job", total - job.Total);
    }

    private static string Verdict(Measurement measurement) => measurement switch
    {
        { Limit: null } => "",
        { IsTooSlow: true } => "too slow",
        _ => "ok",
    };

    private static string Show(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "";

    private static void Print(string name, string baselineName, string baseline, string dvp, string ratio, string limit, string verdict) =>
        Console.WriteLine($"{name,-34}{baselineName,-36}{baseline,9}{dvp,9}{ratio,8}{limit,8}  {verdict}".TrimEnd());

    private static void Print(string name, double milliseconds) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-70}{milliseconds,9:N0}"));

    private static async Task<double> MedianAsync(Func<Task> work)
    {
        var times = new List<double>();
        for (var i = 0; i < Tries; i++)
        {
            var watch = Stopwatch.StartNew();
            await work();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return Measurement.Median(times);
    }
}
