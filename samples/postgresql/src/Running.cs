using Delphix.Virtualization;

namespace PostgresqlPlugin;

/// <summary>Starts, stops and looks at the servers of VDBs.</summary>
public sealed class Running(ILibs libs)
{
    /// <summary>Starts the server, unless it runs.</summary>
    [Virtual.Start]
    public Task Start(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        Vdb.RunAsync(libs, "start", virtualSource, repository, sourceConfig, cancellationToken);

    /// <summary>Stops the server, if it runs.</summary>
    [Virtual.Stop]
    public Task Stop(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        Vdb.RunAsync(libs, "stop", virtualSource, repository, sourceConfig, cancellationToken);

    /// <summary>Active where the VDB's own server answers a query.</summary>
    [Virtual.Status]
    public async Task<Status> GetStatus(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken)
    {
        // A VDB that is disabled has no mounts.
        if (virtualSource.Mounts.Count == 0)
            return Status.Inactive;
        var said = await Vdb.RunAsync(libs, "status", virtualSource, repository, sourceConfig, cancellationToken);
        return said.TrimEnd() == "active" ? Status.Active : Status.Inactive;
    }
}
