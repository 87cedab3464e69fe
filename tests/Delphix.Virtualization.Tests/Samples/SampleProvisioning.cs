using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Tests.Samples;

public sealed class SampleProvisioning(ILogger<SampleProvisioning> logger)
{
    [Virtual.Initialize]
    public static SourceConfigDefinition Initialize(VirtualSource virtualSource, RepositoryDefinition repository) =>
        new() { Name = $"empty {virtualSource.Guid} of {repository.Name}", Path = virtualSource.Parameters.Location };

    [Virtual.Configure]
    public async Task<SourceConfigDefinition> Configure(
        RepositoryDefinition repository, SnapshotDefinition snapshot, VirtualSource virtualSource, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.Zero, cancellationToken);
        return new() { Name = $"{virtualSource.Guid} of {repository.Name} at {snapshot.Label}", Path = virtualSource.Mounts[1].MountPath };
    }

    [Virtual.Reconfigure]
    public ValueTask<SourceConfigDefinition> Reconfigure(
        VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, SnapshotDefinition snapshot) =>
        ValueTask.FromResult(sourceConfig with { Name = $"{virtualSource.Guid} of {repository.Name} at {snapshot.Label} again" });

    [Virtual.Unconfigure]
    public Task Unconfigure(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
        Task.Run(() => Log("unconfigure", virtualSource, repository, sourceConfig));

    [Virtual.Cleanup]
    public void Cleanup(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
        Log("cleanup", virtualSource, repository, sourceConfig);

    [Virtual.Start]
    public async ValueTask Start(SourceConfigDefinition sourceConfig, VirtualSource virtualSource, RepositoryDefinition repository)
    {
        await Task.Yield();
        Log("start", virtualSource, repository, sourceConfig);
    }

    [Virtual.Stop]
    public void Stop(
        CancellationToken cancellationToken, VirtualSource virtualSource, RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Log("stop", virtualSource, repository, sourceConfig);
    }

    [Virtual.PreSnapshot]
    public Task Flush(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
    {
        Log("flush", virtualSource, repository, sourceConfig);
        return Task.CompletedTask;
    }

    [Virtual.PostSnapshot]
    public SnapshotDefinition Describe(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
        new() { Label = $"{virtualSource.Guid}, {virtualSource.Connection.Environment.Name}, {repository.Name}, {sourceConfig.Path}" };

    [Virtual.MountSpecification]
    public MountSpecification Mounts(VirtualSource virtualSource, RepositoryDefinition repository) =>
        new([new Mount(virtualSource.Connection.Environment, virtualSource.Parameters.Location)]);

    [Virtual.Status]
    public Task<Status> Check(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
        Task.FromResult(Status.Inactive);

    [Virtual.SourceSize]
    public long Size(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) => 1;

    private void Log(string what, VirtualSource source, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
        logger.LogInformation(
            "{Call}",
            $"{what} {source.Guid} at {source.Mounts[0].MountPath}/{source.Mounts[0].SharedPath}, {repository.Name}, {sourceConfig.Name}");
}
