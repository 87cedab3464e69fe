using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Tools.Tests;

/// <summary>One object of each kind, which refer to each other.</summary>
internal static class Samples
{
    internal static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    internal static PluginObject Plugin { get; } = new()
    {
        Reference = "PLUGIN-1",
        Name = "Directory Trees",
        CreatedAt = Noon,
        PluginId = "7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61",
        BuildNumber = "2",
    };

    internal static EnvironmentObject Environment { get; } = new()
    {
        Reference = "UNIX_HOST_ENVIRONMENT-1",
        Name = "local",
        CreatedAt = Noon,
        Address = "localhost",
        User = "delphix",
        HostReference = "UNIX_HOST-1",
        UserReference = "HOST_USER-1",
        BinaryPath = "/bin",
        ScratchPath = "/tmp",
    };

    internal static RepositoryObject Repository { get; } = new()
    {
        Reference = "REPOSITORY-1",
        Name = "Directories",
        CreatedAt = Noon,
        Environment = Environment.Reference,
        Plugin = Plugin.Reference,
        Parameters = new JsonObject { ["name"] = "Directories", ["rsyncVersion"] = "3.5.0" },
    };

    internal static SourceConfigObject SourceConfig { get; } = new()
    {
        Reference = "SOURCE_CONFIG-1",
        Name = "My files",
        CreatedAt = Noon,
        Repository = Repository.Reference,
        IsManual = true,
        Parameters = new JsonObject { ["name"] = "My files", ["path"] = "/srv/files" },
    };

    internal static LinkedSourceObject DSource { get; } = new()
    {
        Reference = "DSOURCE-1",
        Name = "files",
        CreatedAt = Noon,
        DatasetGuid = "11111111-1111-1111-1111-111111111111",
        Environment = Environment.Reference,
        Repository = Repository.Reference,
        SourceConfig = SourceConfig.Reference,
        Volume = "v1",
        Mounts = [new MountedPath("/mnt/staging", null, true)],
        Parameters = new JsonObject { ["mountLocation"] = "/mnt/staging", ["sshPort"] = 22 },
    };

    internal static SnapshotObject Snapshot { get; } = new()
    {
        Reference = "SNAPSHOT-1",
        Name = "files@1",
        CreatedAt = Noon,
        Dataset = DSource.Reference,
        Parameters = new JsonObject
        {
            ["mode"] = "first",
            ["sourcePath"] = "/srv/files",
            ["files"] = 12,
            ["bytes"] = 1_572_864,
            ["transferredFiles"] = 11,
            ["deletedItems"] = 0,
            ["healedFiles"] = 0,
            ["warnings"] = new JsonArray("ACLs were not kept."),
        },
    };

    internal static VirtualSourceObject Vdb { get; } = new()
    {
        Reference = "VDB-1",
        Name = "copy",
        CreatedAt = Noon,
        DatasetGuid = "22222222-2222-2222-2222-222222222222",
        Environment = Environment.Reference,
        Repository = Repository.Reference,
        Volume = "v2",
        State = DatasetState.Disabled,
        Parent = DSource.Reference,
        Snapshot = Snapshot.Reference,
        SourceConfigParameters = new JsonObject { ["path"] = "/mnt/copy" },
        Parameters = new JsonObject { ["mountLocation"] = "/mnt/copy" },
    };

    internal static CatalogObject[] All { get; } = [Plugin, Environment, Repository, SourceConfig, DSource, Snapshot, Vdb];

    internal static Job FailedJob { get; } = new()
    {
        Reference = "JOB-1",
        Workflow = "Linked source sync",
        Target = "files",
        TargetReference = "DSOURCE-1",
        StartedAt = Noon,
        FinishedAt = Noon.AddSeconds(65),
        State = JobState.Failed,
        Steps =
        [
            new JobStep("Mount storage at /mnt/staging", false, Noon) { FinishedAt = Noon.AddMilliseconds(12), State = JobState.Completed },
            new JobStep("linked.preSnapshot", true, Noon.AddSeconds(1)) { FinishedAt = Noon.AddSeconds(2.5), State = JobState.Failed },
        ],
        Events = [new JobEvent(Noon.AddSeconds(2), "3 files vanished.")],
        Error = new JobError("The source is missing.", "Make it.", "ls: no\nls: such file"),
    };
}
