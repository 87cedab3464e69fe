using System.Text.Json.Nodes;
using Delphix.Virtualization.Packaging;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp release</c></summary>
internal static class ReleaseCommand
{
    internal static DvpCommand Create()
    {
        var config = CommonArguments.PluginConfig();
        var artifact = CommonArguments.Artifact("The artifact that is released");
        return new DvpCommand(
            "release",
            "Records the schemas and data migrations of a build that is released. From then on dvp build refuses what could not read its "
                + "data. Commit what it writes.",
            "dvp release",
            "dvp release -c plugin_config.yml -a artifact.json")
        {
            config, artifact,
        }.Runs(async context =>
        {
            var (version, path) = await PluginRelease.RecordAsync(context.Of(config), context.Of(artifact), context.CancellationToken);
            context.Show(
                () => new JsonObject { ["version"] = version, ["schemaFile"] = path }, () => $"Release {version} is recorded: {path}.");
        });
    }
}
