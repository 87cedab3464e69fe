using System.CommandLine;
using System.Runtime.InteropServices;

namespace Delphix.Virtualization.Benchmarks.Life;

/// <summary>The command line of the life benchmark.</summary>
internal static class LifeCommand
{
    internal static Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var rounds = new Option<int>("--rounds") { Description = "How often each is measured", DefaultValueFactory = _ => 5 };
        var only = new Option<string>("--only") { Description = "Only what has this in its name", DefaultValueFactory = _ => "" };
        var check = new Option<bool>("--check") { Description = "Fail when something takes longer than its limit" };
        var command = new RootCommand("Measures a dataset's life through dvp, beside bare tools that do the same.") { rounds, only, check };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(rounds), parsed.GetValue(only)!, parsed.GetValue(check)));
        // The library would end the process before everything is cleaned up.
        return command.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static async Task<int> RunAsync(int rounds, string only, bool check)
    {
        using var interrupted = new CancellationTokenSource();
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        var handlers = signals.Select(signal => PosixSignalRegistration.Create(signal, Interrupt)).ToList();
        try
        {
            var measurements = await MeasureAsync(rounds, only, interrupted.Token);
            var slow = measurements.Where(measurement => measurement.IsTooSlow).Select(measurement => measurement.Name).ToList();
            if (!check || slow.Count == 0)
                return 0;
            await Console.Error.WriteLineAsync($"\nToo slow: {string.Join(", ", slow)}");
            return 1;
        }
        catch (UserException e)
        {
            await Console.Error.WriteLineAsync($"Error: {e.Message}\nAction: {e.Action}");
            return 1;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return 130;
        }
        finally
        {
            handlers.ForEach(handler => handler.Dispose());
        }

        // The process continues until it has cleaned up.
        void Interrupt(PosixSignalContext context)
        {
            context.Cancel = true;
            Console.Error.WriteLine($"{context.Signal}: cleaning up …");
            // Not on this thread: what is ended then takes its time.
            _ = interrupted.CancelAsync();
        }
    }

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(int rounds, string only, CancellationToken cancellationToken)
    {
        LifeReport.PrintMachine();
        await using var world = await LifeWorld.StartAsync(cancellationToken);
        var benchmark = new LifeBenchmark(world, rounds, only, cancellationToken);
        await benchmark.RunAsync();
        LifeReport.PrintMeasurements(benchmark.Measurements, rounds);
        await LifeReport.PrintPartsAsync(benchmark.Measurements, world);
        return benchmark.Measurements;
    }
}
