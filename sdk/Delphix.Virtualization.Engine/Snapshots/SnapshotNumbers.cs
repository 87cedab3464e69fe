using System.Globalization;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Snapshots;

/// <summary>
/// Numbers the snapshots of datasets. The last number is kept with the data too: a dataset that came back from an older backup must not
/// give a new snapshot the name of another one.
/// </summary>
internal static class SnapshotNumbers
{
    /// <summary>Takes the next number of a dataset, which the caller has locked.</summary>
    internal static async Task<int> TakeAsync(EngineContext engine, DatasetObject dataset, CancellationToken cancellationToken)
    {
        var counter = CounterOf(engine.Directory, dataset.Reference);
        var known = (await engine.Catalog.ListAsync<SnapshotObject>(cancellationToken))
            .Where(snapshot => snapshot.Dataset == dataset.Reference)
            .Select(snapshot => (long)NumberIn(snapshot.Name));
        var last = known.Append(dataset.NextSnapshotNumber - 1L).Append(await counter.TryReadAsync(cancellationToken) ?? 0)
            // A number that is never given out is damaged.
            .Where(number => number < CounterFile.Limit).DefaultIfEmpty().Max();
        var next = CounterFile.After(
            last,
            $"a snapshot of '{ShellWord.InText(dataset.Name)}'",
            $"Look at its snapshots: dvp snapshot list. If the engine never took so many, put {dataset.Reference} back from a backup, and "
            + $"delete {dataset.Reference} in pool/references.");
        await counter.WriteAsync(next, cancellationToken);
        return (int)next;
    }

    /// <summary>Forgets the numbers of a dataset that is gone.</summary>
    internal static void Forget(EngineDirectory directory, string reference) => CounterOf(directory, reference).Delete();

    private static CounterFile CounterOf(EngineDirectory directory, string reference) =>
        new(Path.Combine(directory.PoolReferences, reference));

    private static int NumberIn(string name) =>
        int.TryParse(name.AsSpan(name.LastIndexOf('@') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
