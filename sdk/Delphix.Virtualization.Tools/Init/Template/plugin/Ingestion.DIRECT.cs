using Delphix.Virtualization;
using Microsoft.Extensions.Logging;

namespace DirectoryPlugin;

/// <summary>Brings data into the engine. There is no staging host: the engine itself copies.</summary>
public sealed class Ingestion(ILibs libs, ILogger<Ingestion> logger)
{
    /// <summary>Has the engine make its storage equal to the source directory.</summary>
    [Linked.PreSnapshot]
    public async Task CopyFromSource(
        DirectSource directSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        logger.LogInformation("Copying {Path}.", sourceConfig.Path);
        try
        {
            await libs.RunSyncAsync(directSource.Connection, sourceConfig.Path, excludePaths: directSource.Parameters.ExcludePaths, cancellationToken: cancellationToken);
        }
        catch (LibraryException e) when (e.Id is LibraryError.CopyFailed or LibraryError.InvalidArgument)
        {
            throw new UserException($"{sourceConfig.Path} could not be copied.", "Fix what the output says; the dSource's last snapshot is as it was.", e.Message, e);
        }
    }

    /// <summary>Says of the snapshot where it is from.</summary>
    [Linked.PostSnapshot]
    public static SnapshotDefinition DescribeSnapshot(
        DirectSource directSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, SnapshotParametersDefinition? optionalSnapshotParameters) =>
        new() { SourcePath = sourceConfig.Path };
}
