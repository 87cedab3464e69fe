using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Certificates;
using Delphix.Virtualization.Bridge.Host;
using Delphix.Virtualization.Bridge.Publishing;

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
        Publish(),
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
                        $"The certificates are in {path}, valid until {end:yyyy-MM-dd}. "
                            + $"authority.key is needed only to make more of them."));
            });
    }

    private static DvpCommand Serve()
    {
        var options = new PluginHostArguments();
        return new DvpCommand(
            "serve",
            "Runs plugins until Ctrl-C or SIGTERM, and then lets the operations that run end. The log goes to standard output, a JSON "
            + "document a line.",
            "dvp plugin-host serve --artifact artifact.json --listen 0.0.0.0:8400 --certificates certificates")
        {
            options.Artifacts, options.Listen, options.Certificates, options.Health, options.MaxCalls,
        }.Runs(context => ServeAsync(context, options.Read(context)));
    }

    private static DvpCommand Publish()
    {
        var folder = new Argument<string>("FOLDER") { Description = "The folder to write, which is new or empty" };
        var at = new Option<string>("--at")
        {
            Description = "Where the folder is to lie on its machine; its last part is the name of the service",
            HelpName = "PATH",
            DefaultValueFactory = _ => PublishedHost.DefaultPath,
        };
        var options = new PluginHostArguments();
        return new DvpCommand(
            "publish",
            "Writes a folder that is a plugin host, for Linux machines without .NET that have the processor and the C library of this one. "
            + "It holds dvp with the .NET that runs it, the artifacts, the certificates, a systemd unit and a README.",
            "dvp plugin-host publish host --artifact artifact.json --listen 0.0.0.0:8400 --certificates certificates")
        {
            folder, options.Artifacts, options.Listen, options.Certificates, options.Health, options.MaxCalls, at,
        }.Runs(async context =>
        {
            var (path, installPath) = (Path.GetFullPath(context.Of(folder)), context.Of(at));
            await PublishedHost.WriteAsync(path, options.Read(context), installPath, context.CancellationToken);
            context.Show(
                () => new JsonObject { ["folder"] = path, ["installPath"] = installPath },
                () => $"The plugin host is in {path}: copy it to {installPath}. Its README.md says how it is started. "
                    + "It holds a key: keep it private.");
        });
    }

    private static async Task ServeAsync(CommandContext context, PluginHostOptions options)
    {
        await using var server = await PluginHostServer.StartAsync(options, cancellationToken: context.CancellationToken);
        context.Note($"The plugin host listens at {server.EndPoint} with {string.Join(", ", server.Plugins)}. Ctrl-C ends it.");
        using var interrupted = new SemaphoreSlim(0);
        using var registration = context.CancellationToken.Register(() => interrupted.Release());
        // Ctrl-C is the normal way to end a server: no error.
        await interrupted.WaitAsync(CancellationToken.None);
        context.Note("Interrupted: the operations that run may end. Ctrl-C again ends dvp at once.");
    }
}
