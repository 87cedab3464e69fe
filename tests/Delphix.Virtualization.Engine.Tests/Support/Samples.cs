using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>Catalog objects with something in every property.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Created = new(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);

    public static EnvironmentObject Environment(string reference = "UNIX_HOST_ENVIRONMENT-1", string name = "here") => new()
    {
        Reference = reference,
        Name = name,
        CreatedAt = Created,
        Address = "files.example.com",
        User = "größe",
        Port = 2222,
        IdentityFile = "/keys/\"odd\" key",
        HostReference = "UNIX_HOST-1",
        UserReference = "HOST_USER-1",
        BinaryPath = "/bin path",
        ScratchPath = "/scratch\npath",
    };

    public static IEnumerable<CatalogObject> All() =>
    [
        new PluginObject
        {
            Reference = "PLUGIN-1",
            Name = "Trees",
            CreatedAt = Created,
            PluginId = "7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61",
            BuildNumber = "1.2.3",
        },
        Environment(),
        new RepositoryObject
        {
            Reference = "REPOSITORY-1",
            Name = "データ",
            CreatedAt = Created,
            Environment = "UNIX_HOST_ENVIRONMENT-1",
            Plugin = "PLUGIN-1",
            Parameters = Values(),
        },
        new SourceConfigObject
        {
            Reference = "SOURCE_CONFIG-1",
            Name = "files",
            CreatedAt = Created,
            Repository = "REPOSITORY-1",
            IsManual = true,
            Parameters = Values(),
        },
        new LinkedSourceObject
        {
            Reference = "DSOURCE-1",
            Name = "files",
            CreatedAt = Created,
            Parameters = Values(),
            DatasetGuid = "guid-1",
            Environment = "UNIX_HOST_ENVIRONMENT-1",
            Repository = "REPOSITORY-1",
            Volume = "volume",
            State = DatasetState.Disabled,
            Mounts = [new("/mnt/a b", null, true), new("/mnt/c", "part/of", false)],
            NextSnapshotNumber = 7,
            SourceConfig = "SOURCE_CONFIG-1",
        },
        Vdb(),
        new SnapshotObject
        {
            Reference = "SNAPSHOT-1",
            Name = "files@1",
            CreatedAt = Created,
            Dataset = "DSOURCE-1",
            Parameters = Values(),
        },
    ];

    public static VirtualSourceObject Vdb(string reference = "VDB-1", string name = "copy") => new()
    {
        Reference = reference,
        Name = name,
        CreatedAt = Created,
        DatasetGuid = "guid-2",
        Environment = "UNIX_HOST_ENVIRONMENT-1",
        Repository = "REPOSITORY-1",
        Volume = "volume-2",
        SourceConfigParameters = Values(),
        Parent = "DSOURCE-1",
        Snapshot = "SNAPSHOT-1",
    };

    private static JsonObject Values() => new()
    {
        ["text"] = "grüße \u0001\n\"",
        ["number"] = 9007199254740993L,
        ["nested"] = new JsonObject { ["list"] = new JsonArray(1, null, true) },
    };
}
