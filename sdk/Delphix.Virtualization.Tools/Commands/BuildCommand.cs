using System.CommandLine;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp build</c></summary>
internal static class BuildCommand
{
    internal static DvpCommand Create()
    {
        var config = new Option<string>("--plugin-config", "-c")
        {
            Description = "The plugin's config file",
            HelpName = "FILE",
            DefaultValueFactory = _ => "plugin_config.yml",
        };
        var artifact = new Option<string>("--upload-artifact", "-a")
        {
            Description = "The artifact to write",
            HelpName = "FILE",
            DefaultValueFactory = _ => "artifact.json",
        };
        return new DvpCommand("build", "Builds a plugin's artifact from its config file.", "dvp build", "dvp build -c plugin_config.yml -a artifact.json") { config, artifact }
            .Runs(context => BuildAsync(context, context.Of(config), context.Of(artifact)));
    }

    private static async Task BuildAsync(CommandContext context, string config, string path)
    {
        var result = await context.RunAsync("Build", progress => ArtifactBuilder.BuildAsync(config, path, progress, context.CancellationToken)).ConfigureAwait(false);
        var artifact = result.Artifact;
        if (!context.IsJson)
        {
            foreach (var warning in result.Warnings)
                context.Terminal.Error.WriteLine($"Warning: {Terminal.Printable(warning)}");
        }

        context.Show(
            () => new JsonObject
            {
                ["name"] = artifact.Name,
                ["pluginId"] = artifact.Id,
                ["externalVersion"] = artifact.ExternalVersion,
                ["buildNumber"] = artifact.BuildNumber.ToString(),
                ["artifact"] = Path.GetFullPath(path),
                ["bytes"] = new FileInfo(path).Length,
                ["warnings"] = new JsonArray([.. result.Warnings.Select(warning => JsonValue.Create(warning))]),
            },
            () => $"Plugin '{artifact.Name}', build {artifact.BuildNumber}, is built: {path} ({HumanText.Size(new FileInfo(path).Length)}).");
    }
}
