using System.Text.Json.Nodes;

namespace Delphix.Virtualization.EndToEnd.Upgrades;

/// <summary>What the plugin of the public tutorial does, whose stored data is that of release 1.0.0.</summary>
public static class TutorialPlugin
{
    public static Plugin Plugin { get; } = new Plugin().AddOperations<TutorialOperations>();

    /// <summary>With data migrations that a test can hold.</summary>
    public static Plugin Held { get; } = new Plugin().AddOperations<TutorialOperations>().AddOperations<HeldMigrations>();
}

[SchemaDefinition("repositoryDefinition")]
public sealed record TutorialRepository(string Name);

[SchemaDefinition("sourceConfigDefinition")]
public sealed record TutorialSourceConfig(string Name, string Path);

[SchemaDefinition("linkedSourceDefinition")]
public sealed record TutorialLinkedSource(string SourceAddress, string Username, string MountLocation);

[SchemaDefinition("virtualSourceDefinition")]
public sealed record TutorialVirtualSource(string MountLocation);

[SchemaDefinition("snapshotDefinition")]
public sealed record TutorialSnapshot;

[SchemaDefinition("snapshotParametersDefinition")]
public sealed record TutorialSnapshotParameters(bool? Resync);

public sealed class TutorialOperations(ILibs libs)
{
    [Discovery.Repository]
    public static IReadOnlyList<TutorialRepository> Repositories(RemoteConnection sourceConnection) => [new("Repository for our tutorial")];

    [Discovery.SourceConfig]
    public static IReadOnlyList<TutorialSourceConfig> SourceConfigs(RemoteConnection sourceConnection, TutorialRepository repository) => [];

    [Linked.MountSpecification]
    public static MountSpecification Mount(StagedSource<TutorialLinkedSource> stagedSource, TutorialRepository repository) =>
        new(new Mount(stagedSource.StagedConnection.Environment, stagedSource.Parameters.MountLocation));

    // The tutorial's is recursive only; here the host is this one.
    [Linked.PreSnapshot]
    public Task Copy(StagedSource<TutorialLinkedSource> stagedSource, TutorialRepository repository, TutorialSourceConfig sourceConfig, TutorialSnapshotParameters? optionalSnapshotParameters) =>
        libs.RunBashAsync(
            stagedSource.StagedConnection,
            "rsync -r \"$SOURCE/\" \"$MOUNT\"",
            new Dictionary<string, string> { ["SOURCE"] = sourceConfig.Path, ["MOUNT"] = stagedSource.Mount!.MountPath },
            check: true);

    [Linked.PostSnapshot]
    public static TutorialSnapshot Describe(StagedSource<TutorialLinkedSource> stagedSource, TutorialRepository repository, TutorialSourceConfig sourceConfig, TutorialSnapshotParameters? optionalSnapshotParameters) => new();

    [Virtual.MountSpecification]
    public static MountSpecification Mount(VirtualSource<TutorialVirtualSource> virtualSource, TutorialRepository repository) =>
        new(new Mount(virtualSource.Connection.Environment, virtualSource.Parameters.MountLocation));

    [Virtual.Configure]
    public static TutorialSourceConfig Configure(VirtualSource<TutorialVirtualSource> virtualSource, TutorialSnapshot snapshot, TutorialRepository repository) =>
        new("VDB mounted at " + virtualSource.Parameters.MountLocation, virtualSource.Parameters.MountLocation);

    [Virtual.Reconfigure]
    public static TutorialSourceConfig Reconfigure(VirtualSource<TutorialVirtualSource> virtualSource, TutorialRepository repository, TutorialSourceConfig sourceConfig, TutorialSnapshot snapshot) => sourceConfig;

    [Virtual.PostSnapshot]
    public static TutorialSnapshot Describe(VirtualSource<TutorialVirtualSource> virtualSource, TutorialRepository repository, TutorialSourceConfig sourceConfig) => new();
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
