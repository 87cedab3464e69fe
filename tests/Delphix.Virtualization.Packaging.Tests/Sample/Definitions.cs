using Delphix.Virtualization;

namespace Sample;

[SchemaDefinition("repositoryDefinition")]
public sealed class RepositoryDefinition
{
    public required string Name { get; init; }
}

[SchemaDefinition("sourceConfigDefinition")]
public sealed class SourceConfigDefinition
{
    public required string Path { get; init; }
}

[SchemaDefinition("linkedSourceDefinition")]
public sealed class LinkedSourceDefinition
{
    public string? MountLocation { get; init; }
}

[SchemaDefinition("snapshotDefinition")]
public sealed class SnapshotDefinition;

[SchemaDefinition("snapshotParametersDefinition")]
public sealed class SnapshotParametersDefinition;
