namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>One of the definitions that the platform reads from a plugin's schema file.</summary>
internal sealed class PlatformDefinition
{
    private PlatformDefinition(string jsonName, string typeName, string[] sources)
    {
        JsonName = jsonName;
        TypeName = typeName;
        Sources = sources;
    }

    /// <summary>Every definition, in the order of the platform's documentation.</summary>
    public static IReadOnlyList<PlatformDefinition> All { get; } =
    [
        new("repositoryDefinition", "RepositoryDefinition", []),
        new("sourceConfigDefinition", "SourceConfigDefinition", []),
        new("linkedSourceDefinition", "LinkedSourceDefinition", ["StagedSource", "DirectSource"]),
        new("virtualSourceDefinition", "VirtualSourceDefinition", ["VirtualSource"]),
        new("snapshotDefinition", "SnapshotDefinition", []),
        new("snapshotParametersDefinition", "SnapshotParametersDefinition", []),
    ];

    /// <summary>Its key in the schema file.</summary>
    public string JsonName { get; }

    /// <summary>Name of its record.</summary>
    public string TypeName { get; }

    /// <summary>The SDK's classes that carry its values.</summary>
    public IReadOnlyList<string> Sources { get; }
}
