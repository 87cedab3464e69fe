using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>
/// The plugin, with the operations that every plugin has. To run scripts on hosts, give it the constructor <c>PluginRunner(ILibs libs)</c>:
/// the engine passes the platform libraries to it.
/// </summary>
public sealed class PluginRunner
{
    /// <summary>The plugin. plugin_config.yml names this property as the entry point.</summary>
    public static Plugin Plugin { get; } = new Plugin().AddOperations<PluginRunner>();

    /// <summary>Says which repositories a host has. Each host has one, always with the same name.</summary>
    [Discovery.Repository]
    public static IReadOnlyList<RepositoryDefinition> FindRepositories(RemoteConnection sourceConnection) =>
        [new RepositoryDefinition { Name = {{name}} }];

    /// <summary>Says which datasets a repository has. None is found: users add source configs by hand.</summary>
    [Discovery.SourceConfig]
    public static IReadOnlyList<SourceConfigDefinition> FindSourceConfigs(
        RemoteConnection sourceConnection, RepositoryDefinition repository) => [];

#if STAGED
    /// <summary>Says where the dSource's storage is mounted on the staging host.</summary>
    [Linked.MountSpecification]
    public static MountSpecification MountStaging(StagedSource stagedSource, RepositoryDefinition repository) =>
        new(new Mount(stagedSource.StagedConnection.Environment, MountPath(stagedSource.Guid)));

    /// <summary>Says what is recorded of a dSource's snapshot. To copy data before it is taken, add [Linked.PreSnapshot].</summary>
    [Linked.PostSnapshot]
    public static SnapshotDefinition DescribeSnapshot(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters) => new();
#endif
#if DIRECT
    /// <summary>Says what is recorded of a dSource's snapshot. To have data copied before it is taken, add [Linked.PreSnapshot].</summary>
    [Linked.PostSnapshot]
    public static SnapshotDefinition DescribeSnapshot(
        DirectSource directSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters) => new();
#endif

    /// <summary>Says where the VDB's storage is mounted on the target host.</summary>
    [Virtual.MountSpecification]
    public static MountSpecification MountVdb(VirtualSource virtualSource, RepositoryDefinition repository) =>
        new(new Mount(virtualSource.Connection.Environment, MountPath(virtualSource.Guid)));

    /// <summary>Makes a new VDB usable, and describes it by a source config.</summary>
    [Virtual.Configure]
    public static SourceConfigDefinition Configure(
        VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository) => new() { Name = virtualSource.Guid };

    /// <summary>Makes a VDB usable again after a rollback, or when it is enabled.</summary>
    [Virtual.Reconfigure]
    public static SourceConfigDefinition Reconfigure(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotDefinition snapshot) => sourceConfig;

    /// <summary>Says what is recorded of a VDB's snapshot.</summary>
    [Virtual.PostSnapshot]
    public static SnapshotDefinition DescribeVdbSnapshot(
        VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => new();

    // Each dataset has a place of its own.
#if UNIX
    private static string MountPath(string guid) => $"/tmp/delphix-{guid}";
#endif
#if WINDOWS
    private static string MountPath(string guid) => $@"C:\tmp\delphix-{guid}";
#endif
}
