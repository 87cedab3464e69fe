using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>The plugin's entry point, which plugin_config.yml names.</summary>
public static class PluginRunner
{
    /// <summary>The plugin: virtualizes plain directory trees.</summary>
    public static Plugin Plugin { get; } = new Plugin()
        .AddOperations<HostDiscovery>()
        .AddOperations<Ingestion>()
        .AddOperations<Provisioning>();
}
