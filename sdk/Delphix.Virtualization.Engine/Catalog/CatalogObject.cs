using System.Text.Json.Nodes;

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
    public JsonObject Parameters { get; init; } = [];
}
