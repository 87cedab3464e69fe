using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Tests.Samples;

public sealed class DirectIngestion(ILogger<DirectIngestion> logger)
{
    [Linked.PreSnapshot]
    public ValueTask Sync(
        DirectSource directSource, SourceConfigDefinition sourceConfig, SnapshotParametersDefinition? optionalSnapshotParameters,
        RepositoryDefinition repository)
    {
        logger.LogInformation(
            "{Call}",
            $"sync {directSource.Guid} of {directSource.Parameters.Address} as {directSource.Connection.User.Name}, {repository.Name}, "
                + $"{sourceConfig.Path}, resync {optionalSnapshotParameters?.Resync}");
        return ValueTask.CompletedTask;
    }

    [Linked.PostSnapshot]
    public SnapshotDefinition Describe(
        DirectSource directSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters) =>
        new() { Label = $"{directSource.Guid}, {repository.Name}, {sourceConfig.Name}, resync {optionalSnapshotParameters?.Resync}" };

    [Linked.SourceSize]
    public static Task<long> Size(DirectSource directSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
        Task.FromResult((long)directSource.Guid.Length);
}
