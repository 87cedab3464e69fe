using System.Globalization;
using Delphix.Virtualization;
using Microsoft.Extensions.Logging;

namespace DirectoryPlugin;

/// <summary>Brings a source host's directory tree onto the staging host, by rsync over SSH.</summary>
public sealed class Ingestion(ILibs libs, ILogger<Ingestion> logger, TimeProvider clock)
{
    /// <summary>Storage is mounted where the user said.</summary>
    [Linked.MountSpecification]
    public static MountSpecification MountStaging(StagedSource stagedSource, RepositoryDefinition repository) =>
        new(new Mount(stagedSource.StagedConnection.Environment, stagedSource.Parameters.MountLocation));

    /// <summary>Makes a folder of the dSource's own below the scratch path.</summary>
    [Linked.StartStaging]
    public Task StartStaging(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken) =>
        RunAsync(stagedSource, "start-staging", cancellationToken);

    /// <summary>
    /// Makes the staged tree equal to the source tree. A resync compares contents too, and so finds what changed behind an equal size and time.
    /// </summary>
    [Linked.PreSnapshot]
    public async Task CopyFromSource(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var source = stagedSource.Parameters;
        // The schema allows both, as release 1.0.0 did: one dSource that never worked must not keep all others from being upgraded.
        if (source.SourceAddress.Length == 0 || source.Username.Length == 0)
            throw new UserException("The dSource does not say from which host, or as which user, to copy.", "Set its sourceAddress and username.", "");
        var excludes = source.ExcludePatterns ?? [];
        var variables = Variables(stagedSource);
        variables["SOURCE_PATH"] = sourceConfig.Path;
        variables["SOURCE_ADDRESS"] = source.SourceAddress;
        variables["SOURCE_USER"] = source.Username;
        variables["SSH_PORT"] = source.SshPort.ToString(CultureInfo.InvariantCulture);
        variables["IDENTITY_FILE"] = source.IdentityFile ?? "";
        variables["ACCEPT_NEW_HOST_KEY"] = source.AcceptNewHostKey ? "true" : "false";
        variables["ALLOW_EMPTY_SOURCE"] = source.AllowEmptySource ? "true" : "false";
        variables["BANDWIDTH_LIMIT"] = source.BandwidthLimitKiBps?.ToString(CultureInfo.InvariantCulture) ?? "";
        variables["MODE"] = optionalSnapshotParameters?.Resync == true ? "resync" : "sync";
        variables["EXCLUDE_COUNT"] = excludes.Count.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < excludes.Count; i++)
            variables[string.Create(CultureInfo.InvariantCulture, $"EXCLUDE_{i}")] = excludes[i];
        logger.LogInformation("Copying {Path} from {Host} ({Mode}).", sourceConfig.Path, source.SourceAddress, variables["MODE"]);
        var retrying = TransientFailure.Retrying(
            clock, (result, delay) => logger.LogWarning("The copy broke with exit code {Code}; it goes on in {Seconds} s. {Output}", result.ExitCode, delay.TotalSeconds, result.Stderr.Trim()));
        var sync = SyncAsync();
        Tell(await new SyncProgress(logger, clock, token => RunAsync(stagedSource, "read-progress", token)).FollowAsync(sync, cancellationToken));

        async Task<ScriptOutput> SyncAsync()
        {
            var result = await retrying.ExecuteAsync(
                async token => await HostScript.TryAsync(libs, stagedSource.StagedConnection, "sync-tree", variables, token), cancellationToken);
            return HostScript.Output("sync-tree", result, variables);
        }
    }

    /// <summary>Says of the snapshot what the sync before it captured.</summary>
    [Linked.PostSnapshot]
    public async Task<SnapshotDefinition> DescribeSnapshot(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var record = await RunAsync(stagedSource, "read-sync-record", cancellationToken);
        return new SnapshotDefinition
        {
            Mode = Enum.Parse<SnapshotMode>(record.Get("mode"), ignoreCase: true),
            SourcePath = record.Get("sourcePath"),
            Files = record.Number("files"),
            Directories = record.Number("directories"),
            Bytes = record.Number("bytes"),
            TransferredFiles = record.Number("transferredFiles"),
            TransferredBytes = record.Number("transferredBytes"),
            DeletedItems = record.Number("deletedItems"),
            HealedFiles = record.Number("healedFiles"),
            HealedBytes = record.Number("healedBytes"),
            Warnings = record.All("warning").ToList() is { Count: > 0 } warnings ? warnings : null,
            SourceRsyncVersion = record.Get("sourceRsyncVersion"),
            StagingRsyncVersion = record.Get("stagingRsyncVersion"),
            StartedAt = record.Get("startedAt"),
            FinishedAt = record.Get("finishedAt"),
        };
    }

    /// <summary>Removes the dSource's folder below the scratch path.</summary>
    [Linked.StopStaging]
    public Task StopStaging(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken) =>
        RunAsync(stagedSource, "clean-up", cancellationToken);

    /// <summary>Active as long as the storage is mounted and can be read.</summary>
    [Linked.Status]
    public async Task<Status> GetStatus(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken) =>
        await IsMountedAsync(stagedSource, cancellationToken) is null ? Status.Inactive : Status.Active;

    /// <summary>Warns of staging that lost its storage, or whose storage fills up, before a sync fails.</summary>
    [Linked.Worker]
    public async Task Watch(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken)
    {
        if (await IsMountedAsync(stagedSource, cancellationToken) is not { } tree)
            logger.LogWarning("The storage of {Path} is not mounted at {Mount}.", sourceConfig.Path, stagedSource.Parameters.MountLocation);
        else if (tree.Number("usedPercent") >= 90)
            logger.LogWarning("The storage of {Path} is {Percent} % full.", sourceConfig.Path, tree.Number("usedPercent"));
    }

    /// <summary>The size of all items of the staged tree.</summary>
    [Linked.SourceSize]
    public async Task<long> GetSize(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken)
    {
        var measured = await RunAsync(stagedSource, "size", cancellationToken);
        // The platform wants a positive number, also of an empty tree.
        return Math.Max(1, measured.Number("bytes"));
    }

    // What a sync did, for the job.
    private void Tell(ScriptOutput record)
    {
        record.Warnings(logger);
        var (transferred, deleted) = (record.Number("transferredFiles"), record.Number("deletedItems"));
        if (transferred + deleted == 0)
            logger.LogInformation("The source has not changed: nothing was transferred.");
        else
            logger.LogInformation("{Files} files ({Bytes} bytes) were transferred and {Deleted} items deleted.", transferred, record.Number("transferredBytes"), deleted);
        if (record.Get("mode") == "resync")
            logger.LogInformation("{Files} files ({Bytes} bytes) differed behind an equal size and time, and were healed.", record.Number("healedFiles"), record.Number("healedBytes"));
    }

    // What status.sh found; null when the storage is not mounted.
    private async Task<ScriptOutput?> IsMountedAsync(StagedSource stagedSource, CancellationToken cancellationToken)
    {
        if (stagedSource.Mount is null)
            return null;
        var tree = await RunAsync(stagedSource, "status", cancellationToken);
        return tree.Get("mounted") == "true" ? tree : null;
    }

    private Task<ScriptOutput> RunAsync(StagedSource stagedSource, string script, CancellationToken cancellationToken) =>
        HostScript.RunAsync(libs, stagedSource.StagedConnection, script, Variables(stagedSource), cancellationToken);

    private static Dictionary<string, string> Variables(StagedSource stagedSource) => new()
    {
        ["GUID"] = stagedSource.Guid,
        ["SCRATCH_PATH"] = stagedSource.StagedConnection.Environment.Host.ScratchPath,
        ["MOUNT_PATH"] = stagedSource.Mount?.MountPath ?? stagedSource.Parameters.MountLocation,
    };
}
