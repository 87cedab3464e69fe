using Delphix.Virtualization;

namespace ConfigurationPlugin;

/// <summary>Every Unix host has configuration files: its own, and those of the user that the engine logs in as.</summary>
public sealed class HostDiscovery(ILibs libs)
{
    private const string FindDirectories = """
        printf '%s\0' /etc "${XDG_CONFIG_HOME:-$HOME/.config}"
        """;

    /// <summary>There is one repository on each host.</summary>
    [Discovery.Repository]
    public static IReadOnlyList<RepositoryDefinition> FindRepositories(RemoteConnection sourceConnection) =>
        [new RepositoryDefinition { Name = "Configuration" }];

    /// <summary>Asks the host where its configuration lies. For another directory, add it by hand.</summary>
    [Discovery.SourceConfig]
    public async Task<IReadOnlyList<SourceConfigDefinition>> FindSourceConfigs(
        RemoteConnection sourceConnection, RepositoryDefinition repository, CancellationToken cancellationToken)
    {
        var found = await libs.RunBashAsync(sourceConnection, FindDirectories, check: true, cancellationToken: cancellationToken);
        string[] names = ["system", "user"];
        return [.. names.Zip(found.Stdout.Split('\0'), (name, path) => new SourceConfigDefinition { Name = name, Path = path })];
    }
}
