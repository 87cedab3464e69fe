using Delphix.Virtualization;

namespace FirstPlugin;

/// <summary>
/// The whole plugin of the public tutorial: its entry point and all its operations. It virtualizes directory trees of Unix hosts, in the
/// shortest way that works. Symlinks, owners, times and deletions are lost: <c>rsync -r</c> does not copy them.
/// </summary>
/// <param name="libs">The platform libraries. The engine passes them to each call.</param>
public sealed class PluginRunner(ILibs libs)
{
    /// <summary>The plugin. plugin_config.yml names this property as the entry point.</summary>
    public static Plugin Plugin { get; } = new Plugin().AddOperations<PluginRunner>();

    /// <summary>All that a tree needs of its host is a file system. Every host has one, so every host has one repository.</summary>
    [Discovery.Repository]
    public static IReadOnlyList<RepositoryDefinition> FindRepositories(RemoteConnection sourceConnection) =>
        [new RepositoryDefinition { Name = "Repository for our First Plugin" }];

    /// <summary>Says which datasets a repository has. None is found: users add source configs by hand.</summary>
    [Discovery.SourceConfig]
    public static IReadOnlyList<SourceConfigDefinition> FindSourceConfigs(
        RemoteConnection sourceConnection, RepositoryDefinition repository) => [];

    /// <summary>Has the engine mount the dSource's storage on the staging host, where the user said.</summary>
    [Linked.MountSpecification]
    public static MountSpecification MountStaging(StagedSource stagedSource, RepositoryDefinition repository) =>
        new(new Mount(stagedSource.StagedConnection.Environment, stagedSource.Parameters.MountLocation));

    /// <summary>Copies the source directory onto the mounted storage. A sync and a resync do the same.</summary>
    /// <exception cref="UserException">rsync failed. In most cases, the staging host's user cannot log in at the source host.</exception>
    [Linked.PreSnapshot]
    public async Task CopyDataFromSource(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var (address, user) = (stagedSource.Parameters.SourceAddress, stagedSource.Parameters.Username);
        // What a user typed travels in variables. In the text of the command, bash would read a blank or a $ in it as its own.
        var variables = new Dictionary<string, string>
        {
            ["SOURCE"] = $"{user}@{address}:{sourceConfig.Path}",
            ["STAGING"] = stagedSource.Mount!.MountPath,
        };
        var copied = await libs.RunBashAsync(
            stagedSource.StagedConnection, "rsync -r -- \"$SOURCE\" \"$STAGING\"", variables, cancellationToken: cancellationToken);
        if (copied.ExitCode != 0)
        {
            throw new UserException(
                $"rsync could not copy {sourceConfig.Path}.",
                $"Let the staging host's user log in at {address} by SSH without a password.",
                copied.Stderr);
        }
    }

    /// <summary>There is nothing to record of a snapshot.</summary>
    [Linked.PostSnapshot]
    public static SnapshotDefinition DescribeSnapshot(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters) => new();

    /// <summary>Has the engine mount the VDB's storage on the target host, where the user said.</summary>
    [Virtual.MountSpecification]
    public static MountSpecification MountVdb(VirtualSource virtualSource, RepositoryDefinition repository) =>
        new(new Mount(virtualSource.Connection.Environment, virtualSource.Parameters.MountLocation));

    /// <summary>Mounted files are usable as they are. What remains is to describe the new VDB by a source config.</summary>
    [Virtual.Configure]
    public static SourceConfigDefinition Configure(
        VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository)
    {
        var path = virtualSource.Parameters.MountLocation;
        return new SourceConfigDefinition { Name = $"VDB mounted at {path}", Path = path };
    }

    /// <summary>A rollback changes the files, and not where they are: the source config stays as it is.</summary>
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
}
