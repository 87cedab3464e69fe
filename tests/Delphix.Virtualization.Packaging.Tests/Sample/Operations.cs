using System.Text.Json.Nodes;
using Delphix.Virtualization;
using Microsoft.Extensions.Logging;

namespace Sample;

public sealed class Discovering(ILogger<Discovering> logger)
{
    [Discovery.Repository]
    public IReadOnlyList<RepositoryDefinition> Find(RemoteConnection sourceConnection)
    {
        logger.LogInformation("Looking at {Host}", sourceConnection.Environment.Host.Name);
        return
        [
            new RepositoryDefinition { Name = new YamlDotNet.Core.Mark(0, 1, 1).ToString() },
        ];
    }

    [Discovery.SourceConfig]
    public IReadOnlyList<SourceConfigDefinition> Configs(RemoteConnection sourceConnection, RepositoryDefinition repository) => [];
}

public sealed class Ingesting
{
    [Linked.MountSpecification]
    public MountSpecification Mount(StagedSource<LinkedSourceDefinition> stagedSource, RepositoryDefinition repository) =>
        throw new NotSupportedException();

    [Linked.PostSnapshot]
    public SnapshotDefinition Describe(
        StagedSource<LinkedSourceDefinition> stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters) => new();
}

public sealed class Migrating
{
    [Upgrade.Repository("1.10.0")]
    public static JsonObject Second(JsonObject oldRepository) => oldRepository;

    [Upgrade.LinkedSource("01.9")]
    public static JsonObject First(JsonObject oldLinkedSource) => oldLinkedSource;
}

public sealed class WrongOperations
{
    [Discovery.Repository]
    public IReadOnlyList<RepositoryDefinition> Find(RemoteConnection connection) => [];

    [Linked.Status]
    public string Status(
        StagedSource<LinkedSourceDefinition> stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
        "";
}
