namespace Delphix.Virtualization.Packaging;

/// <summary>The kind of host that a plugin is for; <c>hostTypes</c> in plugin_config.yml.</summary>
public enum HostType
{
    /// <summary><c>UNIX</c></summary>
    Unix,

    /// <summary><c>WINDOWS</c></summary>
    Windows,
}
