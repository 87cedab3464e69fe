using System.Net;
using Delphix.Virtualization.Packaging.Files;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>
/// A local engine behind the platform's HTTP API, so that programs made for the platform can upload plugins to it and download their logs.
/// </summary>
public sealed class EngineServer : IAsyncDisposable
{
    // Anyone who reaches the port can open connections, also without the password. These are enough for all who upload, and far fewer than
    // the memory of any machine holds.
    private const int MaxConnections = 200;

    // A connection on which nothing is sent for this long is closed.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly WebApplication _web;
    private readonly Uploads _uploads;
    private readonly CancellationTokenSource _stopping;
    private readonly FileLock _lock;

    private EngineServer(EngineDirectory directory, WebApplication web, Uploads uploads, CancellationTokenSource stopping, FileLock held) =>
        (Directory, _web, _uploads, _stopping, _lock) = (directory, web, uploads, stopping, held);

    /// <summary>What the engine works on.</summary>
    public EngineDirectory Directory { get; }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<Uri> Addresses =>
        [.. _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => new Uri(address))];

    /// <summary>Starts to listen.</summary>
    /// <param name="engine">The engine, which outlives the server.</param>
    /// <param name="endPoints">Where to listen.</param>
    /// <param name="password">The password of the only user.</param>
    /// <param name="log">Receives what happens, without secrets; null to discard it.</param>
    /// <param name="clock">The time; null: the system's.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="UserException">
    /// Another server uses the engine directory, or one of the addresses is taken or not this machine's.
    /// </exception>
    public static async Task<EngineServer> StartAsync(
        LocalEngine engine, IReadOnlyList<IPEndPoint> endPoints, AdminPassword password, Action<string>? log =
            null, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(endPoints);
        ArgumentNullException.ThrowIfNull(password);
        log ??= _ => { };
        clock ??= TimeProvider.System;
        var held = FileLock.TryAcquire(engine.Directory.Lock("server"))
            ?? throw new UserException(
                $"Another server uses the engine directory {engine.Directory.Root}.", "Use that one, or end it first.", "");
        var stopping = new CancellationTokenSource();
        var uploads = new Uploads(engine, log, clock, stopping.Token);
        var web = Create(endPoints);
        var server = new EngineServer(engine.Directory, web, uploads, stopping, held);
        try
        {
            // Files that a dead server was receiving. Jobs that it had begun are undone by the engine.
            server.RemoveUploads();
            new EngineApi(engine, password, uploads, log, clock).Map(web);
            await web.StartAsync(cancellationToken);
            return server;
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            // Kestrel says which address in its message.
            if (e is IOException && e.InnerException is not null || e is System.Net.Sockets.SocketException)
                throw new UserException(
                    $"The engine cannot listen: {e.Message}", "End what listens there, or name another address with --urls.", "", e);
            throw;
        }
    }

    /// <summary>Stops: what is under way is undone, and its clients get an error.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _web.StopAsync(CancellationToken.None);
        await _uploads.EndAsync();
        await _web.DisposeAsync();
        _stopping.Dispose();
        RemoveUploads();
        _lock.Dispose();
    }

    private void RemoveUploads()
    {
        if (System.IO.Directory.Exists(Directory.Uploads))
            System.IO.Directory.Delete(Directory.Uploads, recursive: true);
    }

    // An empty builder: appsettings files and ASPNETCORE_ variables must not change what the engine does, and no request is logged.
    private static WebApplication Create(IReadOnlyList<IPEndPoint> endPoints)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = EngineApi.MaxRequestBytes;
            options.Limits.MaxConcurrentConnections = MaxConnections;
            options.Limits.RequestHeadersTimeout = Silence;
            options.Limits.KeepAliveTimeout = Silence;
            foreach (var endPoint in endPoints)
                options.Listen(endPoint);
        });
        return builder.Build();
    }
}
