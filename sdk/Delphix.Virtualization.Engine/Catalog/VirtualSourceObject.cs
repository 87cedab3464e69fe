using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A VDB: a writable copy of a snapshot.</summary>
public sealed record VirtualSourceObject : DatasetObject
{
    /// <summary>What configure, reconfigure or initialize returned as the VDB's source config.</summary>
    [JsonRequired]
    public JsonObject SourceConfigParameters { get; init; } = [];

    /// <summary>The reference of the dataset that it was provisioned from; null for an empty VDB.</summary>
    public string? Parent { get; init; }

    /// <summary>The reference of the snapshot that its data came from last; null for an empty VDB without snapshots.</summary>
    public string? Snapshot { get; init; }

    /// <summary>The reference of the snapshot that a job is giving it the data of; null while no job does.</summary>
    public string? NextSnapshot { get; init; }
}
