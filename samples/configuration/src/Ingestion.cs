using Delphix.Virtualization;

namespace ConfigurationPlugin;

/// <summary>Brings a host's configuration files into the engine. There is no staging host: the engine itself copies.</summary>
public sealed class Ingestion(ILibs libs)
{
    /// <summary>Has the engine make the dSource's storage equal to the source directory.</summary>
    [Linked.PreSnapshot]
    public async Task CopyFiles(
        DirectSource directSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var asked = directSource.Parameters;
        try
        {
            await libs.RunSyncAsync(
                directSource.Connection,
                sourceConfig.Path,
                excludePaths: asked.ExcludePaths,
                symLinksToFollow: asked.FollowedLinks,
                cancellationToken: cancellationToken);
        }
        catch (LibraryException e) when (e.Id is LibraryError.CopyFailed or LibraryError.InvalidArgument)
        {
            throw new UserException(
                $"{sourceConfig.Path} could not be copied.",
                "Fix what the output says; the dSource's last snapshot is as it was.",
                e.Message,
                e);
        }
    }

    /// <summary>Says of the snapshot where it is from, and why it was taken.</summary>
    [Linked.PostSnapshot]
    public async Task<SnapshotDefinition> DescribeSnapshot(
        DirectSource directSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var (files, _) = await Directories.MeasureAsync(libs, directSource.Connection, sourceConfig.Path, cancellationToken);
        // A policy has nothing to say of a snapshot; a user may.
        var comment = optionalSnapshotParameters is null ? "taken by a policy" : optionalSnapshotParameters.Comment;
        return new SnapshotDefinition { Path = sourceConfig.Path, Files = files, Comment = comment };
    }

    /// <summary>The size of the source directory.</summary>
    [Linked.SourceSize]
    public async Task<long> GetSize(
        DirectSource directSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken)
    {
        var (_, bytes) = await Directories.MeasureAsync(libs, directSource.Connection, sourceConfig.Path, cancellationToken);
        return bytes;
    }
}
