namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A snapshot of a dataset, for good.</summary>
public sealed record SnapshotObject : CatalogObject
{
    /// <summary>The dataset's reference.</summary>
    public required string Dataset { get; init; }
}
