using System.Globalization;
using System.Text.RegularExpressions;
using Delphix.Virtualization;

namespace PostgresqlPlugin;

/// <summary>Finds what a host has: each installation is a repository, and each cluster that runs on it a source config.</summary>
public sealed partial class HostDiscovery(ILibs libs)
{
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Finds the installations that have all programs which the plugin needs.</summary>
    [Discovery.Repository]
    public async Task<IReadOnlyList<RepositoryDefinition>> FindRepositories(
        RemoteConnection sourceConnection, CancellationToken cancellationToken)
    {
        var found = await HostScript.RunAsync(libs, sourceConnection, "discover-installations", Nothing, cancellationToken);
        return
        [
            .. Pairs(found).Select(installation => new RepositoryDefinition
            {
                // There may be two of one version, in two folders.
                Name = $"PostgreSQL {Version(installation.Second)} in {installation.First}",
                Version = Version(installation.Second),
                Programs = installation.First,
            }),
        ];
    }

    /// <summary>
    /// Finds the clusters that run on an installation, as far as the environment's user may see where they work. Others are added by hand.
    /// </summary>
    [Discovery.SourceConfig]
    public async Task<IReadOnlyList<SourceConfigDefinition>> FindSourceConfigs(
        RemoteConnection sourceConnection, RepositoryDefinition repository, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string> { ["BIN"] = repository.Programs };
        var found = await HostScript.RunAsync(libs, sourceConnection, "discover-clusters", variables, cancellationToken);
        return
        [
            .. Pairs(found).Select(cluster => Cluster.Describe(int.Parse(cluster.First, CultureInfo.InvariantCulture), cluster.Second)),
        ];
    }

    // Such as "postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)".
    private static string Version(string said) => VersionNumber().Match(said) is { Success: true } number ? number.Groups[1].Value : said;

    private static IEnumerable<(string First, string Second)> Pairs(string printed) =>
        printed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(pair => (pair[0], pair[1]));

    [GeneratedRegex(@"\(PostgreSQL\) (\S+)")]
    private static partial Regex VersionNumber();
}
