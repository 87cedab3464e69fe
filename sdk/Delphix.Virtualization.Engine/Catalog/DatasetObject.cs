using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A dSource or a VDB: storage of the engine, mounted on a host, with snapshots.</summary>
public abstract record DatasetObject : CatalogObject
{
    /// <summary>Names the dataset uniquely and for good, to the plugin.</summary>
    public required string DatasetGuid { get; init; }

    /// <summary>The reference of the environment where it is mounted.</summary>
    public required string Environment { get; init; }

    /// <summary>The reference of the repository that it belongs to.</summary>
    public required string Repository { get; init; }

    /// <summary>The writable storage behind it.</summary>
    public required string Volume { get; init; }

    /// <summary>Whether it has storage: while a job makes it, it has none at first.</summary>
    internal bool HasVolume => Volume.Length > 0;

    /// <summary>Whether it is in use.</summary>
    [JsonRequired]
    public DatasetState State { get; init; } = DatasetState.Enabled;

    /// <summary>Where it is mounted; empty when it is not, be it that it is disabled or that its plugin asks for no mount.</summary>
    [JsonRequired]
    public IReadOnlyList<MountedPath> Mounts { get; init; } = [];

    /// <summary>The number that the next snapshot gets; numbers are never used twice.</summary>
    [JsonRequired]
    public int NextSnapshotNumber { get; init; } = 1;
}
