using System.Net;

namespace Delphix.Virtualization.Bridge.Host;

/// <summary>How a plugin host runs.</summary>
public sealed record PluginHostOptions
{
    /// <summary>The artifact files of the plugins.</summary>
    public required IReadOnlyList<string> Artifacts { get; init; }

    /// <summary>Where it listens for engines; port 0 is any that is free.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The folder of certificates, which <c>dvp plugin-host certificates</c> makes.</summary>
    public required string Certificates { get; init; }

    /// <summary>Where it answers <c>GET /health</c> over plain HTTP; null: nowhere.</summary>
    public IPEndPoint? Health { get; init; }

    /// <summary>How many operations run at once; further calls wait.</summary>
    public int MaxCalls { get; init; } = 32;

    /// <summary>How long a host that stops waits for the operations that run; then they are cancelled.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a sign of life is sent during a call.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The silence during a call after which the connection counts as broken.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a connection between two calls is kept.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromMinutes(30);
}
