using Delphix.Virtualization.Bridge.Host;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>The plugins of this repository, and one made for tests, each behind the bridge.</summary>
internal static class BridgedPlugins
{
    public static Task<BridgeWorld> StartAsync(string name) => name switch
    {
        "tutorial" => TutorialAsync(),
        "configuration" => BridgeWorld.StartAsync(typeof(ConfigurationPlugin.PluginRunner).Assembly, Config("samples/configuration")),
        _ => DirectoriesAsync(),
    };

    public static Task<BridgeWorld> TutorialAsync() =>
        BridgeWorld.StartAsync(typeof(FirstPlugin.PluginRunner).Assembly, Config("samples/tutorial"));

    public static Task<BridgeWorld> DirectoriesAsync() =>
        BridgeWorld.StartAsync(typeof(DirectoryPlugin.PluginRunner).Assembly, Config(""));

    /// <summary>A plugin that does what the request's repository is named after: see <see cref="Probe.ProbePlugin"/>.</summary>
    public static Task<BridgeWorld> ProbeAsync(Func<PluginHostOptions, PluginHostOptions>? change = null) =>
        BridgeWorld.StartAsync(typeof(Probe.ProbePlugin).Assembly, Config("tests/Delphix.Virtualization.Bridge.Tests/Probe"), change);

    private static string Config(string folder) => Path.Combine(Repository.Root, folder, "plugin_config.yml");
}
