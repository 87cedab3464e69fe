namespace Delphix.Virtualization.Operations;

/// <summary>What an operation returns.</summary>
internal enum OperationResultKind
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A list of the generated <c>RepositoryDefinition</c>.</summary>
    Repositories,

    /// <summary>A list of the generated <c>SourceConfigDefinition</c>.</summary>
    SourceConfigs,

    /// <summary>The generated <c>SourceConfigDefinition</c>.</summary>
    SourceConfig,

    /// <summary>The generated <c>SnapshotDefinition</c>.</summary>
    Snapshot,

    /// <summary>A <c>MountSpecification</c>.</summary>
    MountSpecification,

    /// <summary>A <c>Status</c>.</summary>
    Status,

    /// <summary>A number of bytes that is not negative, <c>long</c>.</summary>
    Size,

    /// <summary>The migrated <c>JsonObject</c>.</summary>
    MigratedData,
}
