using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Tests.Workflows;

/// <summary>A plugin whose VDBs need not be mounted, such as those that only hold data for others.</summary>
public static class MountlessPlugin
{
    private const string Named =
        """{ "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } }, "nameField": "name","""
            + """ "identityFields": ["name"] }""";

    private const string Schema = $$"""
        {
          "repositoryDefinition": {{Named}},
          "sourceConfigDefinition": {{Named}},
          "linkedSourceDefinition": { "type": "object", "properties": {} },
          "virtualSourceDefinition": { "type": "object", "properties": { "mountLocation": { "type": "string", "format": "unixpath" } } },
          "snapshotDefinition": { "type": "object", "properties": {} },
          "snapshotParametersDefinition": { "type": "object", "properties": { "resync": { "type": "boolean" } } }
        }
        """;

    public static Plugin Plugin { get; } = new Plugin().AddOperations<MountlessOperations>();

    /// <summary>Installs it, with the repository <c>r</c> on this machine.</summary>
    internal static async Task InstallAsync(EngineFolder folder, Func<Workflow, Task> runAsync)
    {
        var artifact = await AssemblyArtifact.WriteAsync(
            folder.PathOf("artifact.json"), "0c9c3f0e-5a0c-4b53-9a5e-5f2b7d0c1a77", "Mountless", "1", Schema, typeof(MountlessPlugin));
        await runAsync(new PluginInstall(artifact));
        var here = Samples.Environment() with { Address = EnvironmentObject.LocalAddress, User = Environment.UserName };
        await folder.Catalog.SaveAsync(here, CancellationToken.None);
        await folder.Catalog.SaveAsync(
            new RepositoryObject
            {
                Reference = "REPOSITORY-1",
                Name = "r",
                CreatedAt = here.CreatedAt,
                Environment = here.Reference,
                Plugin = "PLUGIN-1",
                Parameters = new JsonObject { ["name"] = "r" },
            },
            CancellationToken.None);
    }
}

[SchemaDefinition("repositoryDefinition")]
public sealed record MountlessRepository(string Name);

[SchemaDefinition("sourceConfigDefinition")]
public sealed record MountlessSourceConfig(string Name);

[SchemaDefinition("virtualSourceDefinition")]
public sealed record MountlessVirtualSource
{
    public string? MountLocation { get; init; }
}

[SchemaDefinition("snapshotDefinition")]
public sealed record MountlessSnapshot;

/// <summary>The name of a source config says which operation made it, and how many mounts that operation saw.</summary>
public sealed class MountlessOperations
{
    [Virtual.MountSpecification]
    public static MountSpecification Mount(VirtualSource<MountlessVirtualSource> virtualSource, MountlessRepository repository) =>
        new(virtualSource.Parameters.MountLocation is { } path ? [new Mount(virtualSource.Connection.Environment, path)] : []);

    [Virtual.Initialize]
    public static MountlessSourceConfig Initialize(VirtualSource<MountlessVirtualSource> virtualSource, MountlessRepository repository) =>
        Describe("initialized", virtualSource);

    [Virtual.Configure]
    public static MountlessSourceConfig Configure(
        VirtualSource<MountlessVirtualSource> virtualSource, MountlessSnapshot snapshot, MountlessRepository repository) =>
        Describe("configured", virtualSource);

    [Virtual.Reconfigure]
    public static MountlessSourceConfig Reconfigure(
        VirtualSource<MountlessVirtualSource> virtualSource,
        MountlessRepository repository,
        MountlessSourceConfig sourceConfig,
        MountlessSnapshot snapshot) =>
        Describe("reconfigured", virtualSource);

    [Virtual.Unconfigure]
    public static void Unconfigure(
        VirtualSource<MountlessVirtualSource> virtualSource, MountlessRepository repository, MountlessSourceConfig sourceConfig)
    {
    }

    [Virtual.Start]
    public static void Start(
        VirtualSource<MountlessVirtualSource> virtualSource, MountlessRepository repository, MountlessSourceConfig sourceConfig)
    {
    }

    [Virtual.PostSnapshot]
    public static MountlessSnapshot Snapshot(
        VirtualSource<MountlessVirtualSource> virtualSource, MountlessRepository repository, MountlessSourceConfig sourceConfig) => new();

    [Virtual.SourceSize]
    public static long Size(
        VirtualSource<MountlessVirtualSource> virtualSource, MountlessRepository repository, MountlessSourceConfig sourceConfig) =>
        0;

    private static MountlessSourceConfig Describe(string what, VirtualSource<MountlessVirtualSource> virtualSource) =>
        new($"{what}, {virtualSource.Mounts.Count} mounts");
}
