using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>Datasets as people read them.</summary>
internal static class DatasetText
{
    /// <summary>Where a dataset is mounted; a dash when it is not.</summary>
    internal static string Mounts(DatasetObject dataset) => Mounts(dataset, []);

    /// <summary>The same with the places where it is not mounted now.</summary>
    internal static string Mounts(DatasetObject dataset, IReadOnlyList<string> unmounted) => dataset.Mounts.Count == 0
        ? "-"
        : string.Join(", ", dataset.Mounts.Select(mount => unmounted.Contains(mount.Path) ? $"{mount.Path} (not mounted)" : mount.Path));

    /// <summary>For example <c>; mounted at /mnt/copy</c>; empty for a dataset that is not mounted.</summary>
    internal static string MountedAt(DatasetObject dataset) => dataset.Mounts.Count == 0 ? "" : $"; mounted at {Mounts(dataset)}";

    /// <summary>All that is known of a dataset, a line each.</summary>
    internal static string Details(
        DatasetObject dataset,
        DatasetHealth health,
        IReadOnlyList<string> unmounted,
        CatalogIndex index,
        ObjectValues values,
        TimeZoneInfo zone)
    {
        List<(string, string)> facts =
        [
            ("Name", dataset.Name),
            ("Reference", dataset.Reference),
            ("State", JsonOutput.State(dataset.State)),
            ("Status", JsonOutput.State(health.Status)),
            ("Size", health.SizeBytes is { } bytes ? ByteSize.Format(bytes) : "-"),
            ("Environment", index.NameOf(dataset.Environment)!),
            ("Mounted at", Mounts(dataset, unmounted)),
        ];
        if (dataset is LinkedSourceObject linked)
            facts.Add(("Source config", index.NameOf(linked.SourceConfig)!));
        if (dataset is VirtualSourceObject vdb)
            facts.Add(("Data from", index.NameOf(vdb.Snapshot) ?? "-"));
        facts.Add(
            (
                "Snapshots",
                index.SnapshotsOf(dataset).LastOrDefault() is { } newest
                    ? $"{index.SnapshotsOf(dataset).Count()}, newest {newest.Name}"
                    : "none"));
        facts.Add(("Created", HumanText.Time(dataset.CreatedAt, zone)));
        facts.AddRange(values.Of(dataset).Select(value => ($"  {value.Name}", value.Text)));
        return TextDetails.Of(facts);
    }
}
