using System.CommandLine;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Official;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp build</c></summary>
internal static class BuildCommand
{
    internal static DvpCommand Create()
    {
        var config = CommonArguments.PluginConfig();
        var artifact = CommonArguments.Artifact("The artifact to write");
        var generateOnly = CommonArguments.Flag(
            "--generate-only", "Only check the config and the schemas; the compiler generates the definition classes from them", "-g");
        var debug = CommonArguments.Flag(
            "--debug",
            "Build for a debugger: not optimised, with symbols that name the sources of this machine; not for users of the plugin");
        var official = new Option<string?>("--official")
        {
            Description = "Also writes a Python project there, which makes an official engine call the plugin in a plugin host",
            HelpName = "DIR",
        };
        var pluginHost = new Option<string?>("--plugin-host")
        {
            Description = "With --official: the address by which engines reach the plugin host, as its certificate has it, and the port",
            HelpName = "ADDRESS:PORT",
        };
        var certificates = CommonArguments.Certificates();
        var packages = new Option<string?>("--official-packages")
        {
            Description =
                "With --official: the platform's Python packages, which pip install -t put there. Then the project's artifact is made, too",
            HelpName = "FOLDER",
        };
        return new DvpCommand(
            "build",
            "Builds a plugin's artifact from its config file. Data of each release that dvp release recorded must still be readable.",
            "dvp build",
            "dvp build -c plugin_config.yml -a artifact.json",
            "dvp build -g",
            "dvp build --official official --plugin-host plugins.example.com:8400 --certificates certificates")
        {
            config, artifact, generateOnly, debug, official, pluginHost, certificates, packages,
        }.Runs(async context =>
        {
            if (context.Of(generateOnly))
            {
                await CheckAsync(context, context.Of(config));
                return;
            }

            var project = OfficialOption.Read(context, official, pluginHost, certificates, packages, context.Of(artifact));
            var options = new BuildOptions { IsDebug = context.Of(debug) };
            await BuildAsync(context, context.Of(config), context.Of(artifact), options, project);
        });
    }

    private static async Task CheckAsync(CommandContext context, string config)
    {
        var project = await PluginProject.LoadAsync(config, context.CancellationToken);
        string[] warnings = [.. project.Warnings.Select(warning => $"{warning}")];
        Warn(context, warnings);
        context.Show(
            () => new JsonObject
            {
                ["name"] = project.Config.Name,
                ["pluginId"] = project.Config.Id,
                ["project"] = project.ProjectFile,
                ["warnings"] = JsonOf(warnings),
            },
            () =>
                $"The config and the schemas of '{project.Config.Name}' are right. The compiler generates the definition classes whenever "
                    + $"{Path.GetFileName(project.ProjectFile)} is built.");
    }

    private static async Task BuildAsync(
        CommandContext context, string config, string path, BuildOptions options, OfficialProjectOptions? official)
    {
        // What is wrong with the options is said before the build.
        if (official is not null)
            await OfficialProject.CheckAsync(official, context.CancellationToken);
        var result = await context.RunAsync(
            "Build", progress => ArtifactBuilder.BuildAsync(config, path, options, progress, context.CancellationToken));
        var artifact = result.Artifact;
        Warn(context, result.Warnings);
        if (official is not null)
            await OfficialProject.WriteAsync(official, context.CancellationToken);
        context.Show(
            () => new JsonObject
            {
                ["name"] = artifact.Name,
                ["pluginId"] = artifact.Id,
                ["externalVersion"] = artifact.ExternalVersion,
                ["buildNumber"] = artifact.BuildNumber.ToString(),
                ["artifact"] = Path.GetFullPath(path),
                ["bytes"] = new FileInfo(path).Length,
                ["officialProject"] = official is null ? null : Path.GetFullPath(official.Directory),
                ["officialArtifact"] = official?.Packages is null ? null : Path.GetFullPath(official.ArtifactOfProject),
                ["warnings"] = JsonOf(result.Warnings),
            },
            () =>
                $"Plugin '{artifact.Name}', build {artifact.BuildNumber}, is built: "
                + $"{path} ({ByteSize.Format(new FileInfo(path).Length)})."
                + Describe(official));
    }

    private static string Describe(OfficialProjectOptions? official) => official switch
    {
        null => "",
        { Packages: null } => $"\nIts project for official engines is in {official.Directory}. It holds a key: keep it private.",
        _ => $"\nIts artifact for official engines is {official.ArtifactOfProject}, beside its project. "
            + "Both hold a key: keep them private.",
    };

    private static void Warn(CommandContext context, IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings.Where(_ => !context.IsJson))
            context.Terminal.Error.WriteLine($"Warning: {Terminal.Line(warning)}");
    }

    private static JsonArray JsonOf(IReadOnlyList<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
