using System.Globalization;
using Delphix.Virtualization;
using Microsoft.Extensions.Logging;

namespace DirectoryPlugin;

/// <summary>Makes the tree of a snapshot usable on a target host, as a VDB.</summary>
public sealed class Provisioning(ILibs libs, ILogger<Provisioning> logger, TimeProvider clock)
{
    /// <summary>Storage is mounted where the user said, and belongs to whom the user said.</summary>
    [Virtual.MountSpecification]
    public static MountSpecification MountTree(VirtualSource virtualSource, RepositoryDefinition repository)
    {
        var parameters = virtualSource.Parameters;
        var owner = parameters is { OwnerUid: { } uid, OwnerGid: { } gid } ? new OwnershipSpecification(uid, gid) : null;
        return new MountSpecification(new Mount(virtualSource.Connection.Environment, parameters.MountLocation), owner);
    }

    /// <summary>Checks that the tree is the snapshot's, then re-roots symlinks and sets owners, where the user asked for it.</summary>
    [Virtual.Configure]
    public async Task<SourceConfigDefinition> Configure(VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository, CancellationToken cancellationToken)
    {
        await ConfigureAsync(virtualSource, snapshot, mayBeChanged: false, cancellationToken);
        return Describe(virtualSource);
    }

    /// <summary>The same as configure, of the VDB's own data, which may be what the user has made of the snapshot since.</summary>
    [Virtual.Reconfigure]
    public async Task<SourceConfigDefinition> Reconfigure(
        VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, SnapshotDefinition snapshot, CancellationToken cancellationToken)
    {
        await ConfigureAsync(virtualSource, snapshot, mayBeChanged: true, cancellationToken);
        return Describe(virtualSource);
    }

    /// <summary>An empty VDB is an empty directory, of the owners that the user asked for.</summary>
    [Virtual.Initialize]
    public async Task<SourceConfigDefinition> Initialize(VirtualSource virtualSource, RepositoryDefinition repository, CancellationToken cancellationToken)
    {
        await ConfigureAsync(virtualSource, new SnapshotDefinition { Mode = SnapshotMode.Virtual }, mayBeChanged: false, cancellationToken);
        return Describe(virtualSource);
    }

    /// <summary>Removes what the VDB has below the scratch path.</summary>
    [Virtual.Unconfigure]
    public Task Unconfigure(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "clean-up", cancellationToken);

    /// <summary>The same as unconfigure, which a deleted VDB has behind it: nothing may be left.</summary>
    [Virtual.Cleanup]
    public Task CleanUp(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "clean-up", cancellationToken);

    /// <summary>A directory tree has nothing to start; a start that finds no storage fails.</summary>
    [Virtual.Start]
    public Task Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "flush-tree", cancellationToken);

    /// <summary>Brings what was written to the storage.</summary>
    [Virtual.Stop]
    public Task Stop(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "flush-tree", cancellationToken);

    /// <summary>Brings what was written to the storage, so that the snapshot has it.</summary>
    [Virtual.PreSnapshot]
    public Task Flush(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "flush-tree", cancellationToken);

    /// <summary>Says of the snapshot what the VDB holds.</summary>
    [Virtual.PostSnapshot]
    public async Task<SnapshotDefinition> DescribeSnapshot(
        VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetUtcNow();
        var measured = await RunAsync(virtualSource, "measure-tree", cancellationToken);
        var warnings = measured.Warnings(logger);
        // Configure takes the numbers at their word, and only what the snapshot has for sure may be counted.
        var isExact = warnings is null && measured.Get("changed") == "false";
        if (warnings is null && !isExact)
        {
            warnings = ["The tree was changed while the snapshot was taken: what the snapshot holds was not counted."];
            logger.LogWarning("{Warning}", warnings[0]);
        }

        return new SnapshotDefinition
        {
            Mode = SnapshotMode.Virtual,
            SourcePath = MountPath(virtualSource),
            Files = isExact ? measured.Number("files") : null,
            Directories = isExact ? measured.Number("directories") : null,
            Bytes = isExact ? measured.Number("bytes") : null,
            Warnings = warnings,
            StartedAt = Timestamp(startedAt),
            FinishedAt = Timestamp(clock.GetUtcNow()),
        };
    }

    /// <summary>Active as long as the storage that was configured, and no other, is mounted and can be read.</summary>
    [Virtual.Status]
    public async Task<Status> GetStatus(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken)
    {
        if (virtualSource.Mounts.Count == 0)
            return Status.Inactive;
        var tree = await RunAsync(virtualSource, "check-tree", cancellationToken);
        return tree.Get("mounted") == "true" ? Status.Active : Status.Inactive;
    }

    /// <summary>The size of all items of the VDB.</summary>
    [Virtual.SourceSize]
    public async Task<long> GetSize(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken)
    {
        var measured = await RunAsync(virtualSource, "measure-tree", cancellationToken);
        // The platform wants a positive number, also of an empty tree.
        return Math.Max(1, measured.Number("bytes"));
    }

    private async Task ConfigureAsync(VirtualSource virtualSource, SnapshotDefinition snapshot, bool mayBeChanged, CancellationToken cancellationToken)
    {
        var parameters = virtualSource.Parameters;
        var variables = Variables(virtualSource);
        var isCounted = snapshot is { Files: not null, Directories: not null, Bytes: not null };
        variables["FILES"] = isCounted ? Text(snapshot.Files) : "";
        variables["DIRECTORIES"] = isCounted ? Text(snapshot.Directories) : "";
        variables["BYTES"] = isCounted ? Text(snapshot.Bytes) : "";
        variables["FINISHED_AT"] = snapshot.FinishedAt ?? "";
        variables["MAY_BE_CHANGED"] = mayBeChanged ? "true" : "false";
        variables["SOURCE_PATH"] = snapshot.SourcePath ?? "";
        variables["REROOT_SYMLINKS"] = parameters.RerootSymlinks ? "true" : "false";
        variables["OWNER_UID"] = Text(parameters.OwnerUid);
        variables["OWNER_GID"] = Text(parameters.OwnerGid);
        var configured = await HostScript.RunAsync(libs, virtualSource.Connection, "configure-tree", variables, cancellationToken);
        configured.Warnings(logger);
        if (configured.Find("note") is { } note)
            logger.LogInformation("{Note}", note);
        if (configured.Number("rerootedSymlinks") is > 0 and var count)
            logger.LogInformation("{Count} symlinks into {Source} now point into {Mount}.", count, snapshot.SourcePath, MountPath(virtualSource));
    }

    // The VDB seen as a source config: it could be linked, were it on a source host.
    private static SourceConfigDefinition Describe(VirtualSource virtualSource)
    {
        var path = MountPath(virtualSource);
        return new SourceConfigDefinition { Name = Path.GetFileName(path), Path = path };
    }

    private Task<ScriptOutput> RunAsync(VirtualSource virtualSource, string script, CancellationToken cancellationToken) =>
        HostScript.RunAsync(libs, virtualSource.Connection, script, Variables(virtualSource), cancellationToken);

    private static Dictionary<string, string> Variables(VirtualSource virtualSource) => new()
    {
        ["GUID"] = virtualSource.Guid,
        ["SCRATCH_PATH"] = virtualSource.Connection.Environment.Host.ScratchPath,
        ["MOUNT_PATH"] = MountPath(virtualSource),
    };

    // In the one form in which a source config has a path.
    private static string MountPath(VirtualSource virtualSource)
    {
        var path = virtualSource.Mounts is [var mount, ..] ? mount.MountPath : virtualSource.Parameters.MountLocation;
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
