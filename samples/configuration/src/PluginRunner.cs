using Delphix.Virtualization;

namespace ConfigurationPlugin;

/// <summary>The plugin's entry point, which plugin_config.yml names.</summary>
public static class PluginRunner
{
    /// <summary>The plugin: keeps the history of a host's configuration files, and gives copies to try changes on.</summary>
    public static Plugin Plugin { get; } = new Plugin()
        .AddOperations<HostDiscovery>()
        .AddOperations<Ingestion>()
        .AddOperations<Provisioning>();
}
