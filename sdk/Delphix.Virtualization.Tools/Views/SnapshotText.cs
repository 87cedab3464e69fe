using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>A snapshot in a few words.</summary>
internal static class SnapshotText
{
    /// <summary>
    /// The snapshot that a job took, for example <c>; snapshot files@2 (Mode: sync, Size: 1.5 MiB)</c>; empty when there is none.
    /// </summary>
    internal static string Taken(Job job, CatalogIndex index, ObjectValues values) =>
        index.Find<SnapshotObject>(job.Snapshot) is { } snapshot ? $"; {Of(snapshot, values)}" : "";

    /// <summary>
    /// For example <c>snapshot files@2 (Mode: sync, Size: 1.5 MiB)</c>, with the values that its plugin's schema names first.
    /// </summary>
    internal static string Of(SnapshotObject snapshot, ObjectValues values)
    {
        var facts = string.Join(", ", values.Summary(snapshot).Select(value => $"{value.Name}: {value.Short}"));
        return facts.Length == 0 ? $"snapshot {snapshot.Name}" : $"snapshot {snapshot.Name} ({facts})";
    }
}
