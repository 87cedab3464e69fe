using System.Globalization;
using Delphix.Virtualization;
using static System.FormattableString;

namespace PostgresqlPlugin;

/// <summary>A cluster of PostgreSQL on the engine's storage, which is mounted on a host.</summary>
internal static class Cluster
{
    /// <summary>How a cluster is described, one of a source as well as a VDB.</summary>
    internal static SourceConfigDefinition Describe(int port, string dataDirectory) => new()
    {
        Name = Invariant($"postgresql-{port}"),
        Port = port,
        DataDirectory = dataDirectory,
    };

    /// <summary>What every script needs.</summary>
    internal static Dictionary<string, string> Variables(RepositoryDefinition repository, string mountPath) =>
        new() { ["BIN"] = repository.Programs, ["MOUNT"] = mountPath };

    /// <summary>Says what the data of a snapshot is.</summary>
    internal static async Task<SnapshotDefinition> DescribeDataAsync(
        ILibs libs,
        RemoteConnection connection,
        RepositoryDefinition repository,
        string mountPath,
        CancellationToken cancellationToken)
    {
        var printed = await HostScript.RunAsync(libs, connection, "describe", Variables(repository, mountPath), cancellationToken);
        var values = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[^1]);
        return new SnapshotDefinition
        {
            Version = values["version"],
            SystemIdentifier = values["systemIdentifier"],
            Timeline = long.Parse(values["timeline"], CultureInfo.InvariantCulture),
            Lsn = values["lsn"],
            Bytes = long.Parse(values["bytes"], CultureInfo.InvariantCulture),
        };
    }
}
