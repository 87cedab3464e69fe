namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>What a plugin found in an environment to work with.</summary>
public sealed record RepositoryObject : CatalogObject
{
    /// <summary>The environment's reference.</summary>
    public required string Environment { get; init; }

    /// <summary>The plugin's reference.</summary>
    public required string Plugin { get; init; }
}
