using System.Collections.Concurrent;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>The connections of this process, one per environment and user, opened at first use.</summary>
internal sealed class HostConnections(EngineDirectory directory) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Environment, string User), Lazy<HostConnection>> _connections = new();

    /// <summary>The connection to an environment's host.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="acceptNewHostKey">Whether the key of a host that is met for the first time is accepted and remembered.</param>
    internal HostConnection To(EnvironmentObject environment, bool acceptNewHostKey = false) =>
        _connections.GetOrAdd((environment.Reference, environment.User), _ => new Lazy<HostConnection>(() => environment.IsLocal
            ? new LocalConnection(environment.IsOfEngineUser ? null : environment.User)
            : Connect(environment, acceptNewHostKey))).Value;

    private SshConnection Connect(EnvironmentObject environment, bool acceptNewHostKey)
    {
        // ssh would make the file as the umask says.
        if (acceptNewHostKey)
            PrivateFile.Make(directory.KnownHosts);
        return new SshConnection(environment, directory.KnownHosts, acceptNewHostKey);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values.Where(connection => connection.IsValueCreated))
            await connection.Value.DisposeAsync();
        _connections.Clear();
    }
}
