using System.Globalization;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Tools.Views;
using Spectre.Console;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>The tables at the end of the demo.</summary>
internal static class DemoTables
{
    /// <summary>Which plugin operations ran, in the order of the reference, how often and how long.</summary>
    public static Table Operations(IEnumerable<OperationCall> calls)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("Plugin operation").AddColumn(Number("calls"))
            .AddColumn(Number("median ms")).AddColumn(Number("total ms"));
        var order = OperationTable.All.Select(row => row.Name).Distinct().ToList();
        foreach (var operation in calls.GroupBy(call => call.Operation).OrderBy(group => order.IndexOf(group.Key)))
        {
            var durations = operation.Select(call => call.Duration.TotalMilliseconds).Order().ToList();
            table.AddRow(operation.Key, Show(durations.Count, 0), Show(durations[durations.Count / 2], 1), Show(durations.Sum(), 0));
        }

        return table;
    }

    /// <summary>What the datasets and snapshots take on the disk, against what full copies of them would.</summary>
    public static async Task<Table> StorageAsync(LocalEngine engine, CancellationToken cancellationToken)
    {
        var snapshots = await engine.ListAsync<SnapshotObject>(cancellationToken);
        var values = await ObjectValues.LoadAsync(engine, await CatalogIndex.LoadAsync(engine, cancellationToken), cancellationToken);
        var copies = snapshots.Sum(snapshot => values.Of(snapshot).FirstOrDefault(value => value.Bytes is not null)?.Bytes ?? 0);
        var datasets = 0;
        foreach (var dataset in await engine.ListAsync<LinkedSourceObject>(cancellationToken))
        {
            copies += (await engine.InspectAsync(dataset, cancellationToken)).SizeBytes ?? 0;
            datasets++;
        }

        foreach (var dataset in await engine.ListAsync<VirtualSourceObject>(cancellationToken))
        {
            copies += (await engine.InspectAsync(dataset, cancellationToken)).SizeBytes ?? 0;
            datasets++;
        }

        var used = await engine.UsedStorageBytesAsync(cancellationToken);
        return new Table().Border(TableBorder.Simple).AddColumn("Storage").AddColumn(Number("size"))
            .AddRow($"full copies of {datasets} datasets and {snapshots.Count} snapshots", ByteSize.Format(copies))
            .AddRow("the engine's pool", ByteSize.Format(used))
            .AddRow("saved", string.Create(CultureInfo.InvariantCulture, $"{100.0 * (copies - used) / Math.Max(1, copies):F0} %"));
    }

    private static TableColumn Number(string title) => new TableColumn(title).RightAligned();

    private static string Show(double value, int decimals) => value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
}
