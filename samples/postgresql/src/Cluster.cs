using System.Globalization;
using System.Text;
using Delphix.Virtualization;
using static System.FormattableString;

namespace PostgresqlPlugin;

/// <summary>A cluster of PostgreSQL on the engine's storage, which is mounted on a host.</summary>
internal static class Cluster
{
    // Linux takes 107 bytes for the path of a socket, and the server adds this to the mount path.
    private const int LongestMountPath = 107 - 23;

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

    /// <summary>What the scripts need that ask the VDB's server.</summary>
    internal static Dictionary<string, string> Variables(VirtualSource vdb, RepositoryDefinition repository, int port)
    {
        var variables = Variables(repository, vdb.Mounts[0].MountPath);
        variables["PORT"] = port.ToString(CultureInfo.InvariantCulture);
        return variables;
    }

    /// <summary>Runs a script about a VDB that is configured.</summary>
    internal static Task<string> RunAsync(
        ILibs libs,
        string script,
        VirtualSource vdb,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        HostScript.RunAsync(libs, vdb.Connection, script, Variables(vdb, repository, sourceConfig.Port), cancellationToken);

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

    /// <summary>Makes sure that a server can run at a mount path.</summary>
    /// <exception cref="UserException">Its socket would have too long a path.</exception>
    internal static void RequireRoomForSocket(string mountPath)
    {
        if (Encoding.UTF8.GetByteCount(mountPath) is > LongestMountPath and var length)
        {
            throw new UserException(
                Invariant($"The mount location takes {length} bytes, which is too long for a server's socket."),
                Invariant($"Choose one of at most {LongestMountPath} bytes."),
                mountPath);
        }
    }

    /// <summary>Makes sure that an installation can run the data of a snapshot: it is bound to a major version.</summary>
    /// <exception cref="UserException">It is of another version.</exception>
    internal static void RequireSameVersion(RepositoryDefinition repository, SnapshotDefinition snapshot)
    {
        if (Major(repository.Version) != Major(snapshot.Version))
        {
            throw new UserException(
                $"The snapshot is of PostgreSQL {snapshot.Version}, and '{repository.Name}' cannot run it.",
                $"Choose a repository of PostgreSQL {Major(snapshot.Version)}.",
                "");
        }
    }

    // Since version 10, the first number alone. A version that is not out yet is, for example, 19beta1.
    private static string Major(string version) => string.Concat(version.TakeWhile(char.IsAsciiDigit));
}
