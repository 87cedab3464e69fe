namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>What the catalog needs to know of a type of object.</summary>
/// <param name="Type">The C# type.</param>
/// <param name="Folder">The folder of its documents.</param>
/// <param name="Prefix">What its references begin with.</param>
/// <param name="Noun">What users call it.</param>
internal sealed record CatalogType(Type Type, string Folder, string Prefix, string Noun)
{
    private static readonly CatalogType[] All =
    [
        new(typeof(PluginObject), "plugin", "PLUGIN", "plugin"),
        new(typeof(EnvironmentObject), "environment", "UNIX_HOST_ENVIRONMENT", "environment"),
        new(typeof(RepositoryObject), "repository", "REPOSITORY", "repository"),
        new(typeof(SourceConfigObject), "source-config", "SOURCE_CONFIG", "source config"),
        new(typeof(LinkedSourceObject), "dsource", "DSOURCE", "dSource"),
        new(typeof(VirtualSourceObject), "vdb", "VDB", "VDB"),
        new(typeof(SnapshotObject), "snapshot", "SNAPSHOT", "snapshot"),
    ];

    internal static CatalogType Of<T>()
        where T : CatalogObject => Of(typeof(T));

    internal static CatalogType Of(Type type) => All.First(known => known.Type == type);

    internal static CatalogType? TryOfReference(string reference) => All.FirstOrDefault(known => known.IsReference(reference));

    /// <summary>Whether a text has the form of this type's references.</summary>
    internal bool IsReference(string text) => ReferenceCounter.IsReference(text, Prefix);

    internal static bool IsFolder(string name) => All.Any(known => known.Folder == name);

    internal static CatalogType InFolder(string folder) => All.First(known => known.Folder == folder);
}
