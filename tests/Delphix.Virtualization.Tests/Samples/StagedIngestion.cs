using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Tests.Samples;

/// <summary>Operations in every style that a plugin may use; they log, or say in their results, what they were given.</summary>
public sealed class StagedIngestion(ILogger<StagedIngestion> logger)
{
    [Linked.PreSnapshot]
    public async Task CopyFromSource(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.Zero, cancellationToken);
        logger.LogInformation(
            "{Call}",
            $"copy {Describe(stagedSource)}, {repository.Name}, {sourceConfig.Path}, resync "
                + $"{optionalSnapshotParameters?.Resync.ToString() ?? "unsaid"}");
    }

    [Linked.PostSnapshot]
    public async ValueTask<SnapshotDefinition> Describe(
        SnapshotParametersDefinition? optionalSnapshotParameters,
        SourceConfigDefinition sourceConfig,
        StagedSource stagedSource,
        RepositoryDefinition repository)
    {
        await Task.Yield();
        return new SnapshotDefinition
        {
            Label = $"{Describe(stagedSource)}, {repository.Name}, {sourceConfig.Name}, resync {optionalSnapshotParameters?.Resync}",
        };
    }

    [Linked.StartStaging]
    public void Start(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
        logger.LogInformation("{Call}", $"start {stagedSource.Guid}, {repository.Name}, {sourceConfig.Name}");

    [Linked.StopStaging]
    public ValueTask Stop(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
    {
        logger.LogInformation("{Call}", $"stop {stagedSource.Guid}, {repository.Name}, {sourceConfig.Name}");
        return ValueTask.CompletedTask;
    }

    [Linked.Status]
    public static Status Check(SourceConfigDefinition sourceConfig, RepositoryDefinition repository, StagedSource stagedSource) =>
        stagedSource.Mount is { MountPath.Length: > 0 } && sourceConfig.Name == "Orders" && repository.Name == "Trees"
            ? Status.Active
            : Status.Inactive;

    [Linked.Worker]
    public async Task Watch(
        CancellationToken cancellationToken, StagedSource stagedSource, RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig)
    {
        await Task.Delay(TimeSpan.Zero, cancellationToken);
        logger.LogInformation("{Call}", $"watch {stagedSource.Guid}, {repository.Name}, {sourceConfig.Name}");
    }

    [Linked.MountSpecification]
    public Task<MountSpecification> Mounts(StagedSource stagedSource, RepositoryDefinition repository) =>
        Task.FromResult(new MountSpecification(
            new Mount(stagedSource.StagedConnection.Environment, $"/mnt/{repository.Name}"), new OwnershipSpecification(1001, 1002)));

    [Linked.SourceSize]
    public async ValueTask<long> Size(
        StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.Zero, cancellationToken);
        return 5_000_000_000 + stagedSource.Parameters.Port!.Value;
    }

    private static string Describe(StagedSource source) =>
        $"{source.Guid} of {source.Parameters.Address}:{source.Parameters.Port} from {source.SourceConnection.User.Name} "
        + $"to {source.StagedConnection.User.Name} at "
        + $"{source.Mount?.MountPath ?? string.Join('+', source.Mounts?.Select(mount => mount.MountPath) ?? ["nowhere"])}";
}
