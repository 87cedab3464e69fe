namespace Delphix.Virtualization.Schemas;

/// <summary>The definitions of a schema file.</summary>
public enum DefinitionKind
{
    /// <summary><c>repositoryDefinition</c></summary>
    Repository,

    /// <summary><c>sourceConfigDefinition</c></summary>
    SourceConfig,

    /// <summary><c>linkedSourceDefinition</c></summary>
    LinkedSource,

    /// <summary><c>virtualSourceDefinition</c></summary>
    VirtualSource,

    /// <summary><c>snapshotDefinition</c></summary>
    Snapshot,

    /// <summary><c>snapshotParametersDefinition</c></summary>
    SnapshotParameters,
}
