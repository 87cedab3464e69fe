namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>An installed plugin.</summary>
public sealed record PluginObject : CatalogObject
{
    /// <summary>The plugin's own id, a UUID.</summary>
    public required string PluginId { get; init; }

    /// <summary>Whether this is the plugin's own id. Upper and lower case are the same in a UUID.</summary>
    internal bool HasId(string pluginId) => string.Equals(PluginId, pluginId, StringComparison.OrdinalIgnoreCase);

    /// <summary>The installed build.</summary>
    public required string BuildNumber { get; init; }

    /// <summary>How often the build was replaced by one of the same number, as its author does while developing.</summary>
    public int Revision { get; init; }
}
