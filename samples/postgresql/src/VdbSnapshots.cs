using Delphix.Virtualization;

namespace PostgresqlPlugin;

/// <summary>Prepares the snapshots of VDBs, and says what they hold.</summary>
public sealed class VdbSnapshots(ILibs libs)
{
    /// <summary>
    /// Has the server make a checkpoint. A snapshot of its files is as after a power cut. PostgreSQL recovers from that, and the sooner the
    /// later its last checkpoint was.
    /// </summary>
    [Virtual.PreSnapshot]
    public Task MakeCheckpoint(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        Vdb.RunAsync(libs, "checkpoint", virtualSource, repository, sourceConfig, cancellationToken);

    /// <summary>Says of the snapshot which cluster it holds, as of when.</summary>
    [Virtual.PostSnapshot]
    public Task<SnapshotDefinition> DescribeSnapshot(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        Cluster.DescribeDataAsync(libs, virtualSource.Connection, repository, virtualSource.Mounts[0].MountPath, cancellationToken);
}
