using System.Text.Json.Nodes;

namespace Delphix.Virtualization.EndToEnd.Upgrades;

/// <summary>
/// A plugin that stores what release 1.0.0 does. It has the operations that its tests run: discovery, and that of a VDB's snapshot.
/// </summary>
public static class HeldPlugin
{
    /// <summary>A build with data migrations that a test can hold.</summary>
    public static Plugin Plugin { get; } = new Plugin().AddOperations<HeldOperations>().AddOperations<HeldMigrations>();

    /// <summary>A build before the migrations.</summary>
    public static Plugin Before { get; } = new Plugin().AddOperations<HeldOperations>();
}

[SchemaDefinition("repositoryDefinition")]
public sealed record HeldRepository(string Name);

[SchemaDefinition("sourceConfigDefinition")]
public sealed record HeldSourceConfig(string Name, string Path);

[SchemaDefinition("virtualSourceDefinition")]
public sealed record HeldVirtualSource(string MountLocation);

[SchemaDefinition("snapshotDefinition")]
public sealed record HeldSnapshot;

public sealed class HeldOperations
{
    [Discovery.Repository]
    public static IReadOnlyList<HeldRepository> Repositories(RemoteConnection sourceConnection) => [new("Held")];

    [Discovery.SourceConfig]
    public static IReadOnlyList<HeldSourceConfig> SourceConfigs(RemoteConnection sourceConnection, HeldRepository repository) => [];

    [Virtual.PostSnapshot]
    public static HeldSnapshot Describe(
        VirtualSource<HeldVirtualSource> virtualSource, HeldRepository repository, HeldSourceConfig sourceConfig) => new();
}

public sealed class HeldMigrations
{
    public const string NewName = "Renamed";

    // Of the process that runs the migration.
    private static string Hold => Path.Combine(Path.GetTempPath(), "hold");

    [Upgrade.Repository("2.1")]
    public static JsonObject Rename(JsonObject oldRepository) => new() { ["name"] = NewName };

    [Upgrade.Snapshot("2.2")]
    public static async Task<JsonObject> KeepAsync(JsonObject oldSnapshot)
    {
        if (Directory.Exists(Hold))
        {
            await File.WriteAllTextAsync(Path.Combine(Hold, "held"), "");
            await Task.Delay(Timeout.InfiniteTimeSpan);
        }

        return oldSnapshot;
    }
}
