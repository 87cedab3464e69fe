using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>A snapshot in a few words.</summary>
internal static class SnapshotText
{
    /// <summary>The snapshot that a job took, for example <c>; snapshot files@2 (sync, 12 files, 1.5 MiB)</c>; empty when there is none.</summary>
    internal static string Taken(Job job, CatalogIndex index) => index.Find<SnapshotObject>(job.Snapshot) is { } snapshot ? $"; {Of(snapshot)}" : "";

    /// <summary>For example <c>snapshot files@2 (sync, 12 files, 1.5 MiB, 3 files transferred)</c>; what the plugin does not record is left out.</summary>
    internal static string Of(SnapshotObject snapshot)
    {
        var facts = new List<string>();
        if (snapshot.Parameters["mode"] is JsonValue mode)
            facts.Add(mode.ToString());
        if (WholeNumber.TryRead(snapshot.Parameters["files"], out var count))
            facts.Add(HumanText.Count(count, "file"));
        if (WholeNumber.TryRead(snapshot.Parameters["bytes"], out var bytes))
            facts.Add(HumanText.Size(bytes));
        if (WholeNumber.TryRead(snapshot.Parameters["transferredFiles"], out var transferred))
            facts.Add($"{HumanText.Count(transferred, "file")} transferred");
        if (WholeNumber.TryRead(snapshot.Parameters["deletedItems"], out var deleted) && deleted > 0)
            facts.Add($"{HumanText.Count(deleted, "item")} deleted");
        if (WholeNumber.TryRead(snapshot.Parameters["healedFiles"], out var healed) && healed > 0)
            facts.Add($"{HumanText.Count(healed, "file")} healed");
        if (snapshot.Parameters["warnings"] is JsonArray { Count: > 0 } warnings)
            facts.Add(HumanText.Count(warnings.Count, "warning"));
        return facts.Count == 0 ? $"snapshot {snapshot.Name}" : $"snapshot {snapshot.Name} ({string.Join(", ", facts)})";
    }
}
