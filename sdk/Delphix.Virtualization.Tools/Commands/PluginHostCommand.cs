using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Certificates;
using Delphix.Virtualization.Bridge.Host;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp plugin-host</c></summary>
internal static class PluginHostCommand
{
    internal static DvpCommand Create() => new(
        "plugin-host",
        "Runs plugins for official engines, which call them over TLS by a project that dvp build --official wrote.",
        "dvp plugin-host certificates certificates --name plugins.example.com",
        "dvp plugin-host serve --artifact artifact.json --listen 0.0.0.0:8400 --certificates certificates")
    {
        Certificates(),
        Serve(),
    };

    private static DvpCommand Certificates()
    {
        var folder = new Argument<string>("FOLDER") { Description = "The folder to write to" };
        var names = new Option<string[]>("--name")
        {
            Description = "A DNS name or IP address by which engines reach the plugin host; may be given several times",
            HelpName = "ADDRESS",
            Required = true,
        };
        return new DvpCommand(
            "certificates",
            "Makes a private authority, and a certificate each for a plugin host and for the plugins that call it. In a folder that has an "
            + "authority, it makes new certificates of that authority.",
            "dvp plugin-host certificates certificates --name plugins.example.com") { folder, names }
            .Runs(async context =>
            {
                var path = Path.GetFullPath(context.Of(folder));
                var end = await CertificateAuthority.WriteCertificatesAsync(
                    path, context.Of(names), cancellationToken: context.CancellationToken);
                var time = end.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
                context.Show(
                    () => new JsonObject { ["folder"] = path, ["validUntil"] = time },
                    () => string.Create(
                        CultureInfo.InvariantCulture,
                        $"The certificates are in {path}, valid until {end:yyyy-MM-dd}. Only who makes further ones needs authority.key."));
            });
    }

    private static DvpCommand Serve()
    {
        var artifacts = new Option<string[]>("--artifact")
        {
            Description = "The artifact file of a plugin; may be given several times, also for several builds of one plugin",
            HelpName = "FILE",
            Required = true,
        };
        var listen = new Option<string>("--listen")
        {
            Description = "The IP address of this machine and the port to listen at",
            HelpName = "ADDRESS:PORT",
            Required = true,
        };
        var certificates = CommonArguments.Certificates();
        certificates.Required = true;
        var health = new Option<string?>("--health")
        {
            Description = "Where GET /health is answered over plain HTTP; absent: nowhere",
            HelpName = "ADDRESS:PORT",
        };
        var calls = new Option<int>("--max-calls")
        {
            Description = "How many operations run at once; further ones wait",
            HelpName = "COUNT",
            DefaultValueFactory = _ => 32,
        };
        return new DvpCommand(
            "serve",
            "Runs plugins until Ctrl-C or SIGTERM, and then lets the operations that run end. The log goes to standard output, a JSON "
            + "document a line.",
            "dvp plugin-host serve --artifact artifact.json --listen 0.0.0.0:8400 --certificates certificates")
        {
            artifacts, listen, certificates, health, calls,
        }.Runs(context => ServeAsync(context, new PluginHostOptions
        {
            Artifacts = context.Of(artifacts),
            Listen = EndPointOf(context.Of(listen), "--listen"),
            Certificates = context.Of(certificates)!,
            Health = context.Of(health) is { } address ? EndPointOf(address, "--health") : null,
            MaxCalls = context.Of(calls),
        }));
    }

    private static async Task ServeAsync(CommandContext context, PluginHostOptions options)
    {
        if (options.MaxCalls < 1)
            throw new UserException("--max-calls must be 1 or more.", "Leave it out for 32.", "");
        await using var server = await PluginHostServer.StartAsync(options, cancellationToken: context.CancellationToken);
        context.Note($"The plugin host listens at {server.EndPoint} with {string.Join(", ", server.Plugins)}. Ctrl-C ends it.");
        using var interrupted = new SemaphoreSlim(0);
        using var registration = context.CancellationToken.Register(() => interrupted.Release());
        // Ending a server is what its user wanted.
        await interrupted.WaitAsync(CancellationToken.None);
        context.Note("Interrupted: the operations that run may end. Ctrl-C again ends dvp at once.");
    }

    private static IPEndPoint EndPointOf(string text, string option) =>
        IPEndPoint.TryParse(text, out var endPoint) && text.EndsWith($":{endPoint.Port}", StringComparison.Ordinal)
            ? endPoint
            : throw new UserException(
                $"{option}: '{text}' is no IP address with a port.", "Write for example 0.0.0.0:8400 or [::]:8400.", "");
}
