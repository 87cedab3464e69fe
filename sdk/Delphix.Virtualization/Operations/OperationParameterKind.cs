namespace Delphix.Virtualization.Operations;

/// <summary>What a parameter of an operation is.</summary>
internal enum OperationParameterKind
{
    /// <summary>A <c>RemoteConnection</c>.</summary>
    Connection,

    /// <summary>A <c>DirectSource</c>.</summary>
    DirectSource,

    /// <summary>A <c>StagedSource</c>.</summary>
    StagedSource,

    /// <summary>A <c>VirtualSource</c>.</summary>
    VirtualSource,

    /// <summary>The generated <c>RepositoryDefinition</c>.</summary>
    Repository,

    /// <summary>The generated <c>SourceConfigDefinition</c>.</summary>
    SourceConfig,

    /// <summary>The generated <c>SnapshotDefinition</c>.</summary>
    Snapshot,

    /// <summary>The generated <c>SnapshotParametersDefinition</c>, or null when a policy runs the sync.</summary>
    OptionalSnapshotParameters,

    /// <summary>The raw <c>JsonObject</c> that a data migration turns into the next format.</summary>
    OldData,
}
