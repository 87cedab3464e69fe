using System.Net;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Bridge.Host;

/// <summary>A plugin host: runs the operations of plugins for official engines, which cannot run C# themselves.</summary>
public sealed partial class PluginHostServer : IAsyncDisposable
{
    private const int MaxConnections = 1000;

    private readonly WebApplication _web;
    private readonly string _code;
    private bool _stopped;

    private PluginHostServer(WebApplication web, string code) => (_web, _code) = (web, code);

    /// <summary>Where it listens for engines.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.None, 0);

    /// <summary>The plugins that it runs, in words.</summary>
    public IReadOnlyList<string> Plugins => [.. _web.Services.GetRequiredService<HostedPlugins>().All.Select(plugin => plugin.Title)];

    /// <summary>Loads the plugins and starts to listen.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="logging">Sets up its log; null: JSON lines on standard output.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="UserException">
    /// A plugin cannot be loaded, a certificate is missing or has expired, or the address is taken or not of this machine.
    /// </exception>
    public static async Task<PluginHostServer> StartAsync(
        PluginHostOptions options, Action<ILoggingBuilder>? logging = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var files = new CertificateFolder(Path.GetFullPath(options.Certificates));
        var web = Create(options, logging ?? JsonLines, files);
        var code = Directory.CreateTempSubdirectory("dvp-plugin-host-").FullName;
        var server = new PluginHostServer(web, code);
        try
        {
            await server.StartAsync(options, cancellationToken);
            return server;
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            // Kestrel says which address in its message.
            if (e is IOException { InnerException: AddressInUseException } or System.Net.Sockets.SocketException)
            {
                throw new UserException(
                    $"The plugin host cannot listen: {e.Message}", "End what listens there, or name another address with --listen.", "", e);
            }

            throw;
        }
    }

    /// <summary>Stops: no call begins any more, and those that run may end, as long as the options say.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await _web.StopAsync(CancellationToken.None);
        await _web.DisposeAsync();
        Directory.Delete(_code, recursive: true);
    }

    private async Task StartAsync(PluginHostOptions options, CancellationToken cancellationToken)
    {
        var loggers = _web.Services.GetRequiredService<PluginLoggers>();
        var plugins = _web.Services.GetRequiredService<HostedPlugins>();
        foreach (var artifact in options.Artifacts)
            plugins.Add(await HostedPlugin.LoadAsync(artifact, Path.Combine(_code, $"{plugins.All.Count}"), loggers, cancellationToken));
        if (options.Health is not null)
            _web.MapGet("/health", Health);
        await _web.StartAsync(cancellationToken);
        var address = _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        EndPoint = IPEndPoint.Parse(new Uri(address).Authority);
        LogListening(_web.Services.GetRequiredService<ILogger<PluginHostServer>>(), EndPoint, string.Join(", ", Plugins));
    }

    // When the plugin host stops, it leaves this address at once, as it does that for engines.
    private static IResult Health(HostedPlugins plugins, CallSlots slots)
    {
        var state = new JsonObject
        {
            ["status"] = "running",
            ["calls"] = slots.InUse,
            ["plugins"] = new JsonArray([.. plugins.All.Select(plugin => new JsonObject
            {
                ["id"] = plugin.Artifact.Id,
                ["name"] = plugin.Artifact.Name,
                ["buildNumber"] = $"{plugin.Artifact.BuildNumber}",
                ["hash"] = plugin.Hash,
            })]),
        };
        return Results.Text($"{state}", "application/json");
    }

    // An empty builder: appsettings files and ASPNETCORE_ variables must not change what the plugin host does.
    private static WebApplication Create(PluginHostOptions options, Action<ILoggingBuilder> logging, CertificateFolder files)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        logging(builder.Logging);
        builder.Services
            .AddRoutingCore()
            .AddSingleton(options)
            .AddSingleton(_ => new CallSlots(options.MaxCalls))
            .AddSingleton(services => new PluginLoggers(services.GetRequiredService<ILoggerFactory>()))
            .AddSingleton<HostedPlugins>()
            .AddSingleton<EngineConnectionHandler>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = options.StopLimit);
        var certificates = HostCertificates.Read(files);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            var logger = kestrel.ApplicationServices.GetRequiredService<ILogger<HostCertificates>>();
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Listen(options.Listen, listen =>
            {
                listen.UseHttps(certificates.ToHttpsOptions(logger));
                listen.UseConnectionHandler<EngineConnectionHandler>();
            });
            if (options.Health is { } health)
                kestrel.Listen(health, listen => listen.Protocols = HttpProtocols.Http1);
        });
        return builder.Build();
    }

    private static void JsonLines(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddJsonConsole(console =>
        {
            console.IncludeScopes = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });

    [LoggerMessage(1, LogLevel.Information, "The plugin host listens at {EndPoint} with {Plugins}.")]
    private static partial void LogListening(ILogger logger, IPEndPoint endPoint, string plugins);
}
