using Delphix.Virtualization;
using Microsoft.Extensions.Logging;

namespace DirectoryPlugin;

/// <summary>Makes the data of a snapshot usable on a target host, as a VDB.</summary>
public sealed class Provisioning(ILibs libs, ILogger<Provisioning> logger)
{
    /// <summary>Storage is mounted where the user said.</summary>
    [Virtual.MountSpecification]
    public static MountSpecification MountTree(VirtualSource virtualSource, RepositoryDefinition repository) =>
        new(new Mount(virtualSource.Connection.Environment, virtualSource.Parameters.MountLocation));

    /// <summary>Checks that the data is there; files are usable as they are.</summary>
    [Virtual.Configure]
    public async Task<SourceConfigDefinition> Configure(
        VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository, CancellationToken cancellationToken)
    {
        var measured = await RunAsync(virtualSource, "measure-tree", cancellationToken);
        logger.LogInformation("{Mount} has {Files} files from {Source}.", MountPath(virtualSource), measured.Number("files"), snapshot.SourcePath);
        return Describe(virtualSource);
    }

    /// <summary>The same as configure, of the VDB's own data.</summary>
    [Virtual.Reconfigure]
    public Task<SourceConfigDefinition> Reconfigure(
        VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, SnapshotDefinition snapshot, CancellationToken cancellationToken) =>
        Configure(virtualSource, snapshot, repository, cancellationToken);

    /// <summary>Removes what the VDB has below the scratch path.</summary>
    [Virtual.Unconfigure]
    public Task Unconfigure(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "remove-scratch", cancellationToken);

    /// <summary>Brings what was written to the storage, so that the snapshot has it.</summary>
    [Virtual.PreSnapshot]
    public Task Flush(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "flush-tree", cancellationToken);

    /// <summary>Says of the snapshot what the VDB holds.</summary>
    [Virtual.PostSnapshot]
    public async Task<SnapshotDefinition> DescribeSnapshot(
        VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken)
    {
        var measured = await RunAsync(virtualSource, "measure-tree", cancellationToken);
        measured.Warnings(logger);
        return new SnapshotDefinition { SourcePath = MountPath(virtualSource), Files = measured.Number("files"), Bytes = measured.Number("bytes") };
    }

    // The VDB seen as a source config: it could be linked.
    private static SourceConfigDefinition Describe(VirtualSource virtualSource) => new() { Name = MountPath(virtualSource), Path = MountPath(virtualSource) };

    private Task<ScriptOutput> RunAsync(VirtualSource virtualSource, string script, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>
        {
            ["GUID"] = virtualSource.Guid,
            ["SCRATCH_PATH"] = virtualSource.Connection.Environment.Host.ScratchPath,
            ["MOUNT_PATH"] = MountPath(virtualSource),
        };
        return HostScript.RunAsync(libs, virtualSource.Connection, script, variables, cancellationToken);
    }

    private static string MountPath(VirtualSource virtualSource) =>
        virtualSource.Mounts is [var mount, ..] ? mount.MountPath : virtualSource.Parameters.MountLocation;
}
