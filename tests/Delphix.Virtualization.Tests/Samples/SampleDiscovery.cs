namespace Delphix.Virtualization.Tests.Samples;

/// <summary>Operations say in their results what they were given.</summary>
public sealed class SampleDiscovery
{
    [Discovery.Repository]
    public static IEnumerable<RepositoryDefinition> FindRepositories(RemoteConnection sourceConnection)
    {
        yield return new RepositoryDefinition { Name = $"{sourceConnection.User.Name} on {sourceConnection.Environment.Host.Name}" };
        yield return new RepositoryDefinition
        {
            Name = sourceConnection.Environment.Reference,
            ToolVersion = sourceConnection.Environment.Host.ScratchPath,
        };
    }

    [Discovery.SourceConfig]
    public async Task<List<SourceConfigDefinition>> FindSourceConfigs(
        RepositoryDefinition repository, CancellationToken cancellationToken, RemoteConnection sourceConnection)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var name = $"{repository.Name} {repository.ToolVersion}";
        return [new SourceConfigDefinition { Name = name, Path = sourceConnection.Environment.Host.BinaryPath }];
    }
}
