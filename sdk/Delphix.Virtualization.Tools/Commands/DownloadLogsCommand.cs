using System.CommandLine;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Http.Client;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Remote;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp download-logs</c></summary>
internal static class DownloadLogsCommand
{
    internal static DvpCommand Create()
    {
        var login = new LoginOptions();
        var config = CommonArguments.PluginConfig("The plugin's config file, which says whose logs");
        var directory = new Option<string>("--directory", "-d")
        {
            Description = "Where to write them, as a tar.gz",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".",
        };
        var command = new DvpCommand(
            "download-logs", "Downloads a plugin's logs from an engine.",
            "dvp download-logs -e engine.example.com -u admin -c plugin_config.yml -d .")
        {
            config,
            directory,
        };
        login.AddTo(command);
        return command.Runs(async context =>
        {
            var plugin = await PluginConfig.LoadAsync(context.Of(config), context.CancellationToken);
            if (!Directory.Exists(context.Of(directory)))
                throw new UserException(
                    $"There is no directory {context.Of(directory)}.", "Make it, or name another with --directory.", "");
            await DownloadAsync(context, plugin, context.Of(directory), await login.ReadAsync(context));
        });
    }

    private static async Task DownloadAsync(CommandContext context, PluginConfig plugin, string directory, EngineLogin login)
    {
        using var client = new EngineClient(login.Engine);
        await client.LoginAsync(
            ArtifactDocument.ApiVersion(ArtifactDocument.EngineApi), login.User, login.Password, context.CancellationToken);
        var reference = await client.FindPluginAsync(plugin.Id, context.CancellationToken)
            ?? throw new UserException(
                $"The engine at {login.EngineName} does not have the plugin '{plugin.Name}' ({plugin.Id}).", "Upload it first: dvp upload",
                "");
        var token = await client.RequestLogsAsync(reference, context.CancellationToken);
        var file = Path.GetFullPath(
            Path.Combine(directory, $"dlpx-plugin-logs-{SafeFileName.Of(plugin.Name)}-{SafeFileName.Of(token)}.tar.gz"));
        await client.DownloadLogsAsync(token, file, context.CancellationToken);
        context.Show(
            () =>
                new JsonObject
                {
                    ["name"] = plugin.Name,
                    ["pluginId"] = plugin.Id,
                    ["engine"] = login.EngineName,
                    ["file"] = file,
                    ["bytes"] = new FileInfo(file).Length,
                },
            () => $"The logs of '{plugin.Name}' are in {file} ({ByteSize.Format(new FileInfo(file).Length)}).");
    }
}
