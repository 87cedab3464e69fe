using Delphix.Virtualization;

namespace PostgresqlPlugin;

/// <summary>Makes copies of a cluster servers of their own.</summary>
public sealed class Provisioning(ILibs libs)
{
    /// <summary>Storage is mounted where the user said. It belongs to the environment's user, who runs the server.</summary>
    [Virtual.MountSpecification]
    public static MountSpecification Mount(VirtualSource virtualSource, RepositoryDefinition repository) =>
        new(new Mount(virtualSource.Connection.Environment, virtualSource.Parameters.MountLocation));

    /// <summary>Makes a server of a snapshot's data, and starts it.</summary>
    [Virtual.Configure]
    public Task<SourceConfigDefinition> Configure(
        VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository, CancellationToken cancellationToken)
    {
        Vdb.RequireSameVersion(repository, snapshot);
        return ConfigureAsync(virtualSource, repository, cancellationToken);
    }

    /// <summary>The same for the VDB's own data, after a rollback or an enable: the port is again the one that the user chose.</summary>
    [Virtual.Reconfigure]
    public Task<SourceConfigDefinition> Reconfigure(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotDefinition snapshot,
        CancellationToken cancellationToken) =>
        ConfigureAsync(virtualSource, repository, cancellationToken);

    /// <summary>Makes a new, empty cluster, and starts its server.</summary>
    [Virtual.Initialize]
    public async Task<SourceConfigDefinition> Initialize(
        VirtualSource virtualSource, RepositoryDefinition repository, CancellationToken cancellationToken)
    {
        var variables = Cluster.Variables(repository, virtualSource.Mounts[0].MountPath);
        await HostScript.RunAsync(libs, virtualSource.Connection, "initialize", variables, cancellationToken);
        return await ConfigureAsync(virtualSource, repository, cancellationToken);
    }

    /// <summary>Stops the server: the engine cannot unmount storage that is in use.</summary>
    [Virtual.Unconfigure]
    public Task Unconfigure(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        Vdb.RunAsync(libs, "stop", virtualSource, repository, sourceConfig, cancellationToken);

    private async Task<SourceConfigDefinition> ConfigureAsync(
        VirtualSource vdb, RepositoryDefinition repository, CancellationToken cancellationToken)
    {
        var (mountPath, port) = (vdb.Mounts[0].MountPath, vdb.Parameters.Port);
        Vdb.RequireRoomForSocket(mountPath);
        var variables = Vdb.Variables(vdb, repository, port);
        variables["LISTEN_ADDRESSES"] = vdb.Parameters.ListenAddresses ?? "127.0.0.1";
        await HostScript.RunAsync(libs, vdb.Connection, "configure", variables, cancellationToken);
        return Cluster.Describe(port, $"{mountPath}/data");
    }
}
