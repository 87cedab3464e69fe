using Delphix.Virtualization.Tools.Dev;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp dev</c></summary>
internal static class DevCommand
{
    internal static DvpCommand Create()
    {
        var config = CommonArguments.PluginConfig();
        return new DvpCommand(
            "dev",
            "Builds a plugin under development whenever a source changes, and replaces it in the local engine, until Ctrl-C.",
            "dvp dev",
            "dvp dev -c plugin_config.yml")
        {
            config,
        }.Runs(async context =>
        {
            using var loop = new DevLoop(context, context.Of(config));
            await loop.RunAsync();
        });
    }
}
