using System.Globalization;
using Delphix.Virtualization;

namespace PostgresqlPlugin;

/// <summary>Brings a cluster onto the staging host, by pg_basebackup. No server runs there.</summary>
public sealed class Ingestion(ILibs libs)
{
    /// <summary>Storage is mounted where the user said. It belongs to the environment's user, who runs pg_basebackup.</summary>
    [Linked.MountSpecification]
    public static MountSpecification MountStaging(StagedSource stagedSource, RepositoryDefinition repository) =>
        new(new Mount(stagedSource.StagedConnection.Environment, stagedSource.Parameters.MountLocation));

    /// <summary>
    /// Copies the cluster as it runs. The copy before stays until the new one is complete; then the blocks that differ are written over it,
    /// so that snapshots share all others. That takes room for two copies during a sync, and for the changes after it. A resync writes all
    /// files anew.
    /// </summary>
    [Linked.PreSnapshot]
    public async Task CopyCluster(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var source = stagedSource.Parameters;
        var login = await LoginAsync(source, cancellationToken);
        var variables = Cluster.Variables(repository, stagedSource.Mount!.MountPath);
        variables["ADDRESS"] = source.SourceAddress;
        variables["PORT"] = (source.SourcePort ?? sourceConfig.Port).ToString(CultureInfo.InvariantCulture);
        variables["LOGIN"] = login.Username;
        variables["PASSWORD"] = login.Password;
        variables["RESYNC"] = optionalSnapshotParameters?.Resync == true ? "true" : "false";
        await HostScript.RunAsync(libs, stagedSource.StagedConnection, "copy", variables, cancellationToken);
    }

    /// <summary>Says of the snapshot which cluster it holds, as of when.</summary>
    [Linked.PostSnapshot]
    public Task<SnapshotDefinition> DescribeSnapshot(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken) =>
        Cluster.DescribeDataAsync(libs, stagedSource.StagedConnection, repository, stagedSource.Mount!.MountPath, cancellationToken);

    private async Task<PasswordCredentials> LoginAsync(LinkedSourceDefinition source, CancellationToken cancellationToken)
    {
        var credentials = await libs.RetrieveCredentialsAsync(source.Credentials, cancellationToken) as PasswordCredentials;
        return credentials is { Username.Length: > 0 }
            ? credentials
            : throw new UserException("The credentials of the dSource have no user name.", "Set credentials.username of the dSource.", "");
    }
}
