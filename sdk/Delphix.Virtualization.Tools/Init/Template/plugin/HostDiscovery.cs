using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>Finds out what a host offers.</summary>
public sealed class HostDiscovery(ILibs libs)
{
    /// <summary>Every host has one repository: its file system.</summary>
    [Discovery.Repository]
    public async Task<IReadOnlyList<RepositoryDefinition>> FindRepositories(RemoteConnection sourceConnection, CancellationToken cancellationToken)
    {
        var found = await HostScript.RunAsync(libs, sourceConnection, "discover-repository", [], cancellationToken);
        return [new RepositoryDefinition { Name = "Files", OperatingSystem = found.Find("operatingSystem") }];
    }

    /// <summary>Nothing is found by itself: users say which directories there are.</summary>
    [Discovery.SourceConfig]
    public static IReadOnlyList<SourceConfigDefinition> FindSourceConfigs(RemoteConnection sourceConnection, RepositoryDefinition repository) => [];
}
