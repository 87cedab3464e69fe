using System.Globalization;
using Delphix.Virtualization;
using Microsoft.Extensions.Logging;

namespace DirectoryPlugin;

/// <summary>Makes the tree of a snapshot usable on a target host, as a VDB.</summary>
public sealed class Provisioning(ILibs libs, ILogger<Provisioning> logger, TimeProvider clock)
{
    /// <summary>The engine mounts the storage at the user's mount location, for the owner that the user set.</summary>
    [Virtual.MountSpecification]
    public static MountSpecification MountTree(VirtualSource virtualSource, RepositoryDefinition repository)
    {
        var parameters = virtualSource.Parameters;
        var owner = parameters is { OwnerUid: { } uid, OwnerGid: { } gid } ? new OwnershipSpecification(uid, gid) : null;
        var mountLocation = GivenText.Check("mountLocation", parameters.MountLocation);
        return new MountSpecification(new Mount(virtualSource.Connection.Environment, mountLocation), owner);
    }

    /// <summary>Checks that the tree is the snapshot's, then re-roots symlinks and sets owners, where the user asked for it.</summary>
    [Virtual.Configure]
    public Task<SourceConfigDefinition> Configure(
        VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository, CancellationToken cancellationToken) =>
        ConfigureAsync(virtualSource, snapshot, changedSince: null, formerPath: null, cancellationToken);

    /// <summary>
    /// The same as configure, for the VDB's own data, which the user may have changed since the snapshot. It may have been mounted
    /// elsewhere before: symlinks that point to there would lead into what is mounted there now.
    /// </summary>
    [Virtual.Reconfigure]
    public Task<SourceConfigDefinition> Reconfigure(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotDefinition snapshot,
        CancellationToken cancellationToken) =>
        ConfigureAsync(virtualSource, snapshot, snapshot.FinishedAt ?? "@0", formerPath: sourceConfig.Path, cancellationToken);

    /// <summary>An empty VDB is an empty directory, which belongs to the owner that the user set.</summary>
    [Virtual.Initialize]
    public Task<SourceConfigDefinition> Initialize(
        VirtualSource virtualSource, RepositoryDefinition repository, CancellationToken cancellationToken) =>
        ConfigureAsync(
            virtualSource, new SnapshotDefinition { Mode = SnapshotMode.Virtual }, changedSince: null, formerPath: null, cancellationToken);

    /// <summary>Removes the VDB's folder below the scratch path.</summary>
    [Virtual.Unconfigure]
    public Task Unconfigure(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "clean-up", cancellationToken);

    /// <summary>The same as unconfigure, which ran before it: a deleted VDB leaves nothing behind.</summary>
    [Virtual.Cleanup]
    public Task CleanUp(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "clean-up", cancellationToken);

    /// <summary>A directory tree has nothing to start; a start that finds no storage fails.</summary>
    [Virtual.Start]
    public Task Start(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "flush", cancellationToken);

    /// <summary>Flushes all writes to the storage.</summary>
    [Virtual.Stop]
    public Task Stop(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "flush", cancellationToken);

    /// <summary>Flushes all writes to the storage, so that the snapshot has them, and keeps the fingerprint of the tree's root.</summary>
    [Virtual.PreSnapshot]
    public Task Flush(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        RunAsync(virtualSource, "flush", cancellationToken);

    /// <summary>
    /// Describes the snapshot. The fingerprint is part of it only if it was the same before and after the snapshot was taken.
    /// </summary>
    [Virtual.PostSnapshot]
    public async Task<SnapshotDefinition> DescribeSnapshot(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken)
    {
        var startedAt = clock.GetUtcNow();
        var fingerprint = await RunAsync(virtualSource, "fingerprint", cancellationToken);
        var found = fingerprint.Find("found");
        var isKept = found is not null && found == fingerprint.Find("flushed");
        if (found is null)
            logger.LogInformation("The snapshot gets no fingerprint, as something in the root of the tree cannot be looked at.");
        else if (!isKept)
            logger.LogInformation("The snapshot gets no fingerprint, as the root of the tree was changed while the snapshot was taken.");
        return new SnapshotDefinition
        {
            Mode = SnapshotMode.Virtual,
            SourcePath = MountPath(virtualSource),
            RootFingerprint = isKept ? found : null,
            StartedAt = ScriptOutput.Timestamp(startedAt),
            FinishedAt = ScriptOutput.Timestamp(clock.GetUtcNow()),
        };
    }

    /// <summary>Active as long as the storage that was configured, and no other, is mounted and can be read.</summary>
    [Virtual.Status]
    public async Task<Status> GetStatus(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken)
    {
        if (virtualSource.Mounts.Count == 0)
            return Status.Inactive;
        var tree = await RunAsync(virtualSource, "status", cancellationToken);
        return tree.Get("mounted") == "true" ? Status.Active : Status.Inactive;
    }

    /// <summary>The size of all items of the VDB. To find it out, the script walks the whole tree.</summary>
    [Virtual.SourceSize]
    public async Task<long> GetSize(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken)
    {
        var measured = await RunAsync(virtualSource, "size", cancellationToken);
        return measured.Number("bytes");
    }

    // The tree may differ from the snapshot if it was changed after the time changedSince. Without a time, it may not differ.
    private async Task<SourceConfigDefinition> ConfigureAsync(
        VirtualSource virtualSource,
        SnapshotDefinition snapshot,
        string? changedSince,
        string? formerPath,
        CancellationToken cancellationToken)
    {
        var (parameters, mountPath) = (virtualSource.Parameters, MountPath(virtualSource));
        var isCounted = parameters.VerifyTree == true && snapshot is { Files: not null, Directories: not null, Bytes: not null };
        // The snapshot may have no absolute symlinks and the VDB some: the user can have made them since.
        string?[] sources = [snapshot.HasAbsoluteSymlinks != false ? snapshot.SourcePath : null, formerPath];
        var rerooting = parameters.RerootSymlinks ? Rerooting.Between(sources, mountPath) : null;
        var variables = Variables(virtualSource);
        variables["FINGERPRINT"] = snapshot.RootFingerprint ?? "";
        variables["FILES"] = isCounted ? Text(snapshot.Files) : "";
        variables["DIRECTORIES"] = isCounted ? Text(snapshot.Directories) : "";
        variables["BYTES"] = isCounted ? Text(snapshot.Bytes) : "";
        variables["CHANGED_SINCE"] = changedSince ?? "";
        variables["SOURCE_PATH"] = string.Join('\n', rerooting?.Sources ?? []);
        variables["SYMLINK_TESTS"] = ScriptOutput.List(rerooting?.Tests ?? []);
        variables["SYMLINK_TRANSFORM"] = rerooting?.Transform ?? "";
        variables["REROOTED"] = rerooting?.Result ?? "";
        variables["OWNER"] = parameters.OwnerGid is { } group ? $"{Text(parameters.OwnerUid)}:{Text(group)}" : Text(parameters.OwnerUid);
        var configured = await HostScript.RunAsync(libs, virtualSource.Connection, "configure", variables, cancellationToken);
        Tell(configured, snapshot, rerooting, mountPath);
        // The VDB as a source config: it could be linked if its host were a source host.
        return new SourceConfigDefinition { Name = Path.GetFileName(mountPath), Path = mountPath };
    }

    // Logs what configure found and did.
    private void Tell(ScriptOutput configured, SnapshotDefinition snapshot, Rerooting? rerooting, string mountPath)
    {
        if (configured.Find("rootDiffers") is not null)
            logger.LogInformation("The root of the tree at {Mount} is not what the snapshot holds, as it was changed since.", mountPath);
        if (configured.Find("files") is not null)
        {
            var isComplete = configured.Find("complete") is null;
            logger.Log(
                isComplete ? LogLevel.Information : LogLevel.Warning,
                "At {Mount} are {Files} files, {Directories} directories and {Bytes} bytes, "
                + "and the snapshot has {SnapshotFiles}, {SnapshotDirectories} and {SnapshotBytes}: {Reason}.",
                mountPath, configured.Number("files"), configured.Number("directories"), configured.Number("bytes"),
                snapshot.Files, snapshot.Directories, snapshot.Bytes,
                isComplete ? "the tree was changed since" : "a part of the tree cannot be read");
        }

        if (configured.Find("unreadFolders") is not null)
            logger.LogWarning(
                "Some folders below {Mount} cannot be read by the target user: symlinks in them stay as they are.", mountPath);
        if (configured.Number("rerootedSymlinks") is > 0 and var count)
        {
            logger.LogInformation(
                "{Count} symlinks into {Source} now point into {Mount}.", count, string.Join(" or ", rerooting?.Sources ?? []), mountPath);
        }
    }

    private Task<ScriptOutput> RunAsync(VirtualSource virtualSource, string script, CancellationToken cancellationToken) =>
        HostScript.RunAsync(libs, virtualSource.Connection, script, Variables(virtualSource), cancellationToken);

    private static Dictionary<string, string> Variables(VirtualSource virtualSource) => new()
    {
        ["GUID"] = virtualSource.Guid,
        ["SCRATCH_PATH"] = virtualSource.Connection.Environment.Host.ScratchPath,
        ["MOUNT_PATH"] = MountPath(virtualSource),
    };

    // A VDB can be linked like any directory, so its path has the form that all source configs have.
    private static string MountPath(VirtualSource virtualSource) =>
        DirectoryList.Normalize(virtualSource.Mounts is [var mount, ..] ? mount.MountPath : virtualSource.Parameters.MountLocation);

    private static string Text(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
