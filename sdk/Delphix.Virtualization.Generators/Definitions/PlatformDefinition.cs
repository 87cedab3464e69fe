using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>One of the definitions that the platform reads from a plugin's schema file.</summary>
internal sealed class PlatformDefinition
{
    // What the platform assumes of a plugin that does not say otherwise.
    private const string DefaultSnapshotParameters = """
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "resync": { "type": "boolean", "description": "Whether to ingest everything anew instead of what changed since the last snapshot" }
          }
        }
        """;

    private PlatformDefinition(string jsonName, string typeName, string[] sources, string? standard = null)
    {
        JsonName = jsonName;
        TypeName = typeName;
        Sources = sources;
        Standard = standard;
    }

    /// <summary>Every definition, in the order of the platform's documentation.</summary>
    public static IReadOnlyList<PlatformDefinition> All { get; } =
    [
        new("repositoryDefinition", "RepositoryDefinition", []),
        new("sourceConfigDefinition", "SourceConfigDefinition", []),
        new("linkedSourceDefinition", "LinkedSourceDefinition", ["StagedSource", "DirectSource"]),
        new("virtualSourceDefinition", "VirtualSourceDefinition", ["VirtualSource"]),
        new("snapshotDefinition", "SnapshotDefinition", []),
        new("snapshotParametersDefinition", "SnapshotParametersDefinition", [], DefaultSnapshotParameters),
    ];

    /// <summary>Its key in the schema file.</summary>
    public string JsonName { get; }

    /// <summary>Name of its record.</summary>
    public string TypeName { get; }

    /// <summary>The SDK's classes that carry its values.</summary>
    public IReadOnlyList<string> Sources { get; }

    private string? Standard { get; }

    /// <summary>Returns the schema that the platform assumes when the file has none; null when the file must have one.</summary>
    public JsonValue? ReadStandard() => Standard is null ? null : JsonReader.Read(Standard);
}
