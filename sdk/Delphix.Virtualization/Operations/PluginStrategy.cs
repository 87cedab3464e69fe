namespace Delphix.Virtualization.Operations;

/// <summary>How a plugin's data gets into the engine; <c>pluginType</c> in plugin_config.yml.</summary>
public enum PluginStrategy
{
    /// <summary>The engine mounts storage on a staging host and the plugin copies data onto it.</summary>
    Staged,

    /// <summary>The engine copies the data itself, from where the plugin says it is.</summary>
    Direct,
}
