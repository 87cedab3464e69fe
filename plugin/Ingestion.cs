using System.Globalization;
using System.Text;
using Delphix.Virtualization;
using DirectoryPlugin.Sync;
using Microsoft.Extensions.Logging;
using static System.FormattableString;

namespace DirectoryPlugin;

/// <summary>Brings a source host's directory tree onto the staging host, by rsync over SSH.</summary>
public sealed class Ingestion(ILibs libs, ILogger<Ingestion> logger, TimeProvider clock)
{
    // A variable has less than 128 KiB, and the plugin itself leaves out a few files of the engine.
    internal const int MostFilters = 120_000;

    // What Linux takes.
    private const int LongestPath = 4095;

    /// <summary>Storage is mounted where the user said.</summary>
    [Linked.MountSpecification]
    public static MountSpecification MountStaging(StagedSource stagedSource, RepositoryDefinition repository) =>
        new(new Mount(stagedSource.StagedConnection.Environment, GivenText.Check("mountLocation", stagedSource.Parameters.MountLocation)));

    /// <summary>Makes a folder of the dSource's own below the scratch path.</summary>
    [Linked.StartStaging]
    public Task StartStaging(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        RunAsync(stagedSource, "start-staging", cancellationToken);

    /// <summary>
    /// Makes the staged tree equal to the source tree. A resync compares contents too, and so finds what changed behind an equal size and
    /// time.
    /// </summary>
    [Linked.PreSnapshot]
    public async Task CopyFromSource(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var variables = SyncVariables(stagedSource, sourceConfig, isResync: optionalSnapshotParameters?.Resync == true);
        logger.LogInformation("Copying {Path} from {Host} ({Mode}).", sourceConfig.Path, variables["SOURCE_ADDRESS"], variables["MODE"]);
        // A connection that breaks is opened again, and what was copied is not copied again.
        var staging = stagedSource.StagedConnection;
        var sync = TransientFailure.RetryAsync(clock, logger, token => SyncOnceAsync(staging, variables, token), cancellationToken);
        var progress = new SyncProgress(logger, clock, token => RunAsync(stagedSource, "read-progress", token));
        Report(new SyncRecord(await progress.FollowAsync(sync, cancellationToken)));
    }

    /// <summary>Says of the snapshot what the sync before it captured.</summary>
    [Linked.PostSnapshot]
    public async Task<SnapshotDefinition> DescribeSnapshot(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        SnapshotParametersDefinition? optionalSnapshotParameters,
        CancellationToken cancellationToken) =>
        new SyncRecord(await RunAsync(stagedSource, "read-record", cancellationToken)).Describe();

    /// <summary>Removes the dSource's folder below the scratch path.</summary>
    [Linked.StopStaging]
    public Task StopStaging(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        RunAsync(stagedSource, "clean-up", cancellationToken);

    /// <summary>Active as long as the storage is mounted and can be read.</summary>
    [Linked.Status]
    public async Task<Status> GetStatus(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken) =>
        await IsMountedAsync(stagedSource, cancellationToken) is null ? Status.Inactive : Status.Active;

    /// <summary>Warns of staging that lost its storage, or whose storage fills up, before a sync fails.</summary>
    [Linked.Worker]
    public async Task Watch(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken)
    {
        if (await IsMountedAsync(stagedSource, cancellationToken) is not { } tree)
            logger.LogWarning("The storage of {Path} is not mounted at {Mount}.", sourceConfig.Path, stagedSource.Parameters.MountLocation);
        else if (tree.Number("usedPercent") >= 90)
            logger.LogWarning("The storage of {Path} is {Percent} % full.", sourceConfig.Path, tree.Number("usedPercent"));
    }

    /// <summary>The size of all items of the staged tree.</summary>
    [Linked.SourceSize]
    public async Task<long> GetSize(
        StagedSource stagedSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken)
    {
        var measured = await RunAsync(stagedSource, "size", cancellationToken);
        return measured.Number("bytes");
    }

    // First ask both hosts, then decide, then copy.
    internal async Task<ScriptOutput> SyncOnceAsync(
        RemoteConnection staging, Dictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(staging, variables, cancellationToken);
        foreach (var warning in plan.Warnings)
            logger.LogWarning("{Warning}", warning);
        if (plan.IsLocal)
            logger.LogInformation("The source directory is on the staging host: it is copied without SSH.");
        var copied = await HostScript.TryAsync(libs, staging, "copy", plan.Variables, cancellationToken);
        // Copies again when the source changed meanwhile, and without the attributes that the storage refused.
        while (plan.GoesOn(copied))
            copied = await HostScript.TryAsync(libs, staging, "copy", plan.Variables, cancellationToken);
        // After a connection that breaks, the sync continues, and what it did before counts too.
        variables["RECORD"] = plan.Carry(copied);
        return HostScript.Output("copy", copied, plan.Named);
    }

    private async Task<SyncPlan> PlanAsync(
        RemoteConnection staging, Dictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var startedAt = clock.GetUtcNow();
        var asked = await AskAsync(variables);
        // An older ssh reports an unknown option before it connects.
        while (SyncOptions.WithoutUnknown(variables["SSH_OPTIONS"], asked.Stderr) is { } fewer)
        {
            variables["SSH_OPTIONS"] = fewer;
            asked = await AskAsync(variables);
        }

        try
        {
            return SyncPlan.Make(HostScript.Output("probe", asked, variables), asked.Stderr, variables, startedAt);
        }
        catch (ScriptException e) when (e.Failure == "login-refused")
        {
            // Only a verbose ssh reports a key that needs a passphrase.
            var detailed = await AskAsync(new(variables) { ["SSH_OPTIONS"] = SyncOptions.InDetail(variables["SSH_OPTIONS"]) });
            throw SshFailure.HasLockedKey(detailed.Stderr) ? ScriptFailure.Explain("key-locked", _ => null, variables, asked.Stderr)! : e;
        }

        Task<RunResult> AskAsync(Dictionary<string, string> given) => HostScript.TryAsync(libs, staging, "probe", given, cancellationToken);
    }

    // What a sync did, for the job.
    private void Report(SyncRecord record)
    {
        foreach (var warning in record.CopyWarnings)
            logger.LogWarning("{Warning}", warning);
        if (record.TransferredFiles + record.DeletedItems == 0)
        {
            logger.LogInformation("The source has not changed: nothing was transferred.");
        }
        else
        {
            logger.LogInformation(
                "{Files} files ({Bytes} bytes) were transferred and {Deleted} items deleted.",
                record.TransferredFiles, record.TransferredBytes, record.DeletedItems);
        }

        if (record.Mode == SnapshotMode.Resync)
        {
            logger.LogInformation(
                "{Files} files ({Bytes} bytes) differed behind an equal size and time, and were healed.",
                record.HealedFiles, record.HealedBytes);
        }
    }

    // What the user said.
    internal static Dictionary<string, string> SyncVariables(StagedSource stagedSource, SourceConfigDefinition sourceConfig, bool isResync)
    {
        var source = stagedSource.Parameters;
        GivenText.Check("path", sourceConfig.Path);
        GivenText.Check("sourceAddress", source.SourceAddress);
        GivenText.Check("username", source.Username);
        GivenText.Check("identityFile", source.IdentityFile);
        foreach (var pattern in source.ExcludePatterns ?? [])
            GivenText.Check("excludePatterns", pattern);
        // The schema allows both, as release 1.0.0 did: one dSource that never worked must not keep all others from being upgraded.
        if (source.SourceAddress.Length == 0 || source.Username.Length == 0)
        {
            throw new UserException(
                "The dSource does not say from which host, or as which user, to copy.", "Set its sourceAddress and username.", "");
        }

        var variables = Variables(stagedSource);
        variables["SOURCE_PATH"] = sourceConfig.Path;
        variables["SOURCE_ADDRESS"] = source.SourceAddress;
        variables["SOURCE_USER"] = source.Username;
        variables["SSH_PORT"] = source.SshPort.ToString(CultureInfo.InvariantCulture);
        variables["SSH_OPTIONS"] = SyncOptions.Ssh(source, variables["SCRATCH_PATH"]);
        variables["NOISE"] = "false";
        variables["PATIENCE"] = SyncOptions.AnswerSeconds.ToString(CultureInfo.InvariantCulture);
        variables["ALLOW_EMPTY_SOURCE"] = source.AllowEmptySource ? "true" : "false";
        variables["ONE_FILE_SYSTEM"] = source.OneFileSystem == true ? "true" : "false";
        variables["MODE"] = isResync ? "resync" : "sync";
        variables["FILTERS"] = SyncOptions.Filters(source.ExcludePatterns ?? []);
        variables["COPY_OPTIONS"] = SyncOptions.Copy(source.BandwidthLimitKiBps);
        variables["RECORD"] = "";
        if (Encoding.UTF8.GetByteCount(variables["FILTERS"]) is > MostFilters and var size)
        {
            throw new UserException(
                Invariant($"The exclude patterns take {size:N0} bytes together, and a sync can take {MostFilters:N0}."),
                "Set fewer of them in excludePatterns: a pattern such as '*.tmp' or '/cache/' stands for many names.", "");
        }

        if (!sourceConfig.Path.StartsWith('/'))
            throw ScriptFailure.Explain("source-not-absolute", _ => null, variables, "")!;
        if (Encoding.UTF8.GetByteCount(sourceConfig.Path) is > LongestPath and var length)
        {
            throw new UserException(
                Invariant($"The source path has {length:N0} bytes, and a host opens paths of at most {LongestPath:N0}."),
                "Mount the directory at a shorter path on the source host, for example with 'mount --bind', and link that.", "");
        }

        return variables;
    }

    // What status.sh found; null when the storage is not mounted.
    private async Task<ScriptOutput?> IsMountedAsync(StagedSource stagedSource, CancellationToken cancellationToken)
    {
        if (stagedSource.Mount is not { MountPath.Length: > 0 })
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
        ["MOUNT_PATH"] = stagedSource.Mount is { MountPath.Length: > 0 } mount ? mount.MountPath : stagedSource.Parameters.MountLocation,
    };
}
