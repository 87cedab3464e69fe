namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A dataset on a host that can be linked.</summary>
public sealed record SourceConfigObject : CatalogObject
{
    /// <summary>The repository's reference.</summary>
    public required string Repository { get; init; }

    /// <summary>Whether a user added it; discovery never removes those.</summary>
    public required bool IsManual { get; init; }
}
