using System.Globalization;
using System.Text;
using Delphix.Virtualization;
using static System.FormattableString;

namespace PostgresqlPlugin;

/// <summary>What the operations on VDBs share.</summary>
internal static class Vdb
{
    // Linux takes 107 bytes for the path of a socket, and the server adds this to the mount path.
    private const int LongestMountPath = 107 - 22;

    /// <summary>What the scripts need that ask the VDB's server.</summary>
    internal static Dictionary<string, string> Variables(VirtualSource vdb, RepositoryDefinition repository, int port)
    {
        var variables = Cluster.Variables(repository, vdb.Mounts[0].MountPath);
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
