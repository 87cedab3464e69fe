using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Bridge.Host;

/// <summary>Serves the connections that Kestrel has accepted, and whose certificate is a client's of the authority.</summary>
internal sealed class EngineConnectionHandler(
    HostedPlugins plugins, PluginLoggers loggers, CallSlots slots, PluginHostOptions options, ILogger<EngineConnection> logger)
    : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var lifetime = connection.Features.Get<IConnectionLifetimeNotificationFeature>();
        using var engine = new EngineConnection(connection, plugins, loggers, slots, options, logger);
        await engine.RunAsync(lifetime?.ConnectionClosedRequested ?? CancellationToken.None);
    }
}
