using System.Diagnostics;
using System.Globalization;

namespace Delphix.Virtualization.Benchmarks.Life;

/// <summary>What the life benchmark found, as plain text.</summary>
internal static class LifeReport
{
    private const int Tries = 5;

    /// <summary>Prints each measurement beside its baseline and limit.</summary>
    internal static void PrintMeasurements(IReadOnlyList<Measurement> measurements, int rounds)
    {
        Console.WriteLine($"\nSeconds, medians of {rounds} rounds:\n");
        Print("dvp", "compared to", "baseline", "dvp", "ratio", "limit", "");
        foreach (var measurement in measurements)
        {
            var (bare, dvp) = (Measurement.Median(measurement.Bare), Measurement.Median(measurement.Dvp));
            Print(measurement.Name, measurement.Baseline, Seconds(bare), Seconds(dvp), Seconds(dvp / bare), Seconds(measurement.Limit), Verdict(measurement));
        }
    }

    /// <summary>Prints what each run consists of, and what is the same however many files there are.</summary>
    internal static async Task PrintPartsAsync(IReadOnlyList<Measurement> measurements, LifeWorld world)
    {
        Console.WriteLine("\nMilliseconds of the fixed parts, medians:\n");
        Print("start dvp (dvp --version)", await MedianAsync(() => world.DvpAsync("--version")));
        Print("log in at the source host (ssh … true)", await MedianAsync(world.LogInAsync));
        Console.WriteLine("\nMilliseconds of dvp's last round, by the job's steps:");
        foreach (var measurement in measurements)
        {
            var steps = await world.StepsAsync(measurement.Job);
            var total = 1000 * measurement.Dvp[^1];
            Console.WriteLine();
            Print(measurement.Name, total);
            foreach (var (name, milliseconds) in steps)
                Print($"  {name}", milliseconds);
            Print("  all else: start, catalog, between the steps", total - steps.Sum(step => step.Milliseconds));
        }
    }

    private static string Verdict(Measurement measurement) => measurement switch
    {
        { Limit: null } => "",
        { IsTooSlow: true } => "too slow",
        _ => "ok",
    };

    private static string Seconds(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "";

    private static void Print(string name, string baseline, string bare, string dvp, string ratio, string limit, string verdict) =>
        Console.WriteLine($"{name,-34}{baseline,-36}{bare,9}{dvp,9}{ratio,8}{limit,8}  {verdict}".TrimEnd());

    private static void Print(string name, double milliseconds) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-70}{milliseconds,9:N0}"));

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
