// What the source generator makes of the sample schema, written by hand.
global using DirectSource = Delphix.Virtualization.DirectSource<Delphix.Virtualization.Tests.Samples.LinkedSourceDefinition>;
global using StagedSource = Delphix.Virtualization.StagedSource<Delphix.Virtualization.Tests.Samples.LinkedSourceDefinition>;
global using VirtualSource = Delphix.Virtualization.VirtualSource<Delphix.Virtualization.Tests.Samples.VirtualSourceDefinition>;

using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Tests.Samples;

[SchemaDefinition("repositoryDefinition")]
public sealed record RepositoryDefinition
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("toolVersion")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ToolVersion { get; init; }
}

[SchemaDefinition("sourceConfigDefinition")]
public sealed record SourceConfigDefinition
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("path")]
    public required string Path { get; init; }
}

[SchemaDefinition("linkedSourceDefinition")]
public sealed record LinkedSourceDefinition
{
    [JsonPropertyName("address")]
    public required string Address { get; init; }

    [JsonPropertyName("port")]
    public int? Port { get; init; }

    [JsonPropertyName("credentials")]
    public JsonObject? Credentials { get; init; }
}

[SchemaDefinition("virtualSourceDefinition")]
public sealed record VirtualSourceDefinition
{
    [JsonPropertyName("location")]
    public required string Location { get; init; }
}

[SchemaDefinition("snapshotDefinition")]
public sealed record SnapshotDefinition
{
    [JsonPropertyName("label")]
    public required string Label { get; init; }
}

[SchemaDefinition("snapshotParametersDefinition")]
public sealed record SnapshotParametersDefinition
{
    [JsonPropertyName("resync")]
    public bool? Resync { get; init; }
}
