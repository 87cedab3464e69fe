using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>Anything that the engine knows by a reference. Each is one JSON document in the catalog.</summary>
public abstract record CatalogObject
{
    /// <summary>The engine's identifier, for example <c>DSOURCE-1</c>; never used twice.</summary>
    public required string Reference { get; init; }

    /// <summary>The name that users give and see.</summary>
    public required string Name { get; init; }

    /// <summary>When the object was made, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The values that the plugin's schema defines for this kind of object; empty for objects that no schema describes.</summary>
    [JsonRequired]
    public JsonObject Parameters { get; init; } = [];

    /// <summary>What the object's document says that this version of the engine does not know. It is kept.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Why the object cannot be used: its document is damaged, and this is what its copy says; null for a sound object.</summary>
    internal DamagedDocument? Damage { get; init; }
}
