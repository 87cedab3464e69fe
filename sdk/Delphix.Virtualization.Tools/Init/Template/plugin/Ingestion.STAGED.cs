using Delphix.Virtualization;
using Microsoft.Extensions.Logging;

namespace DirectoryPlugin;

/// <summary>Brings data into the engine, by way of the staging host.</summary>
public sealed class Ingestion(ILibs libs, ILogger<Ingestion> logger)
{
    /// <summary>Storage is mounted where the user said.</summary>
    [Linked.MountSpecification]
    public static MountSpecification MountStaging(StagedSource stagedSource, RepositoryDefinition repository) =>
        new(new Mount(stagedSource.StagedConnection.Environment, stagedSource.Parameters.MountLocation));

    /// <summary>Makes the storage equal to the source directory.</summary>
    [Linked.PreSnapshot]
    public async Task CopyFromSource(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var variables = Variables(stagedSource);
        variables["SOURCE_PATH"] = sourceConfig.Path;
        logger.LogInformation("Copying {Path}.", sourceConfig.Path);
        await HostScript.RunAsync(libs, stagedSource.StagedConnection, "copy-tree", variables, cancellationToken);
    }

    /// <summary>Says of the snapshot where it is from and what it holds.</summary>
    [Linked.PostSnapshot]
    public async Task<SnapshotDefinition> DescribeSnapshot(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var measured = await HostScript.RunAsync(libs, stagedSource.StagedConnection, "measure-tree", Variables(stagedSource), cancellationToken);
        measured.Warnings(logger);
        return new SnapshotDefinition { SourcePath = sourceConfig.Path, Files = measured.Number("files"), Bytes = measured.Number("bytes") };
    }

    private static Dictionary<string, string> Variables(StagedSource stagedSource) => new()
    {
        ["GUID"] = stagedSource.Guid,
        ["SCRATCH_PATH"] = stagedSource.StagedConnection.Environment.Host.ScratchPath,
        ["MOUNT_PATH"] = stagedSource.Mount is { MountPath.Length: > 0 } mount ? mount.MountPath : stagedSource.Parameters.MountLocation,
    };
}
