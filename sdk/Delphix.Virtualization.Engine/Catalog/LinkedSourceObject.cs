namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A dSource: a copy of a source that syncs keep up to date.</summary>
public sealed record LinkedSourceObject : DatasetObject
{
    /// <summary>The reference of the source config that it is linked to.</summary>
    public required string SourceConfig { get; init; }
}
