using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.VirtualSources;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine;

/// <summary>
/// An engine on one machine that runs the platform's documented workflows for real. Several of them, in one process or in many, may use one
/// engine directory at once: jobs on different objects run side by side, jobs on one object one after the other.
/// </summary>
public sealed class LocalEngine : IAsyncDisposable
{
    private readonly EngineContext _context;
    private readonly JobRunner _jobs;

    /// <summary>
    /// Opens an engine. Nothing is made before the first job. A directory that other users can look into is closed to them, and an older
    /// catalog is brought forward.
    /// </summary>
    /// <param name="directory">Where it keeps what it knows.</param>
    /// <param name="log">
    /// Receives what the engine decides by itself, such as the kind of storage, and what it waits for; null: nobody.
    /// </param>
    /// <param name="calls">Receives every call of a plugin operation; null to discard them.</param>
    /// <param name="storage">
    /// How datasets are stored, chosen at the first use; null: as the environment variable <c>DVP_POOL</c> says, else
    /// <see cref="StorageDriver.Auto"/>.
    /// </param>
    /// <param name="clock">What tells it and its plugins the time; null: the system's clock.</param>
    /// <param name="scripts">Receives every script that a plugin ran; null to discard them.</param>
    /// <exception cref="UserException">Other users could have changed what the directory holds, or a later version of the engine has
    /// written it.</exception>
    public LocalEngine(
        EngineDirectory directory,
        Action<string>? log = null,
        IProgress<OperationCall>? calls = null,
        StorageDriver? storage = null,
        TimeProvider? clock = null,
        IProgress<ScriptCall>? scripts = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        DirectoryProtection.Ensure(directory);
        log ??= _ => { };
        clock ??= TimeProvider.System;
        var catalog = new CatalogStore(directory, log);
        var hosts = new HostConnections(directory);
        _context = new EngineContext(
            directory,
            catalog,
            new JobStore(directory, log),
            new StoragePools(directory, storage, log),
            hosts,
            new PluginHost(directory, catalog, hosts, clock, calls, scripts),
            clock);
        _jobs = new JobRunner(_context, log);
    }

    /// <summary>Where the engine keeps what it knows.</summary>
    public EngineDirectory Directory => _context.Directory;

    /// <summary>Runs a workflow as a job.</summary>
    /// <param name="workflow">The workflow with what was asked of it.</param>
    /// <param name="progress">Receives the job's record whenever it changes; null to discard it.</param>
    /// <param name="cancellationToken">Ends the job; what it did is undone.</param>
    /// <returns>The record of the job, which has succeeded.</returns>
    /// <exception cref="UserException">What was asked cannot be; no job was started.</exception>
    /// <exception cref="JobFailedException">The job failed; what it had done is undone.</exception>
    /// <exception cref="OperationCanceledException">The job was cancelled; what it had done is undone.</exception>
    public Task<Job> RunAsync(Workflow workflow, IProgress<Job>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        return _jobs.RunAsync(workflow, progress, cancellationToken);
    }

    /// <summary>
    /// What the upgrade of an installed plugin would do: runs its data migrations on copies and validates the results. Changes nothing.
    /// </summary>
    /// <param name="artifactPath">The artifact file of the later build.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">The upgrade would fail, for the reason that is said.</exception>
    public Task<UpgradePlan> PlanUpgradeAsync(string artifactPath, CancellationToken cancellationToken = default) =>
        new PluginUpgrade(artifactPath).PlanAsync(_context, cancellationToken);

    /// <summary>Ends what jobs of processes that died left half-done. Every job does so for its own object; this does so for all.</summary>
    /// <param name="cancellationToken">Gives up what is to be undone on hosts; all else is undone.</param>
    public Task RecoverAsync(CancellationToken cancellationToken = default) => _jobs.RecoverAsync(cancellationToken: cancellationToken);

    /// <summary>
    /// Puts the last good copy of a damaged document in its place. The damaged document is kept in the engine directory's folder
    /// <c>damaged</c>.
    /// </summary>
    /// <param name="reference">The reference of the object or job.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">The document is not damaged, or has no good copy.</exception>
    public async Task RestoreAsync(string reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        // The upgrade of a plugin changes documents of all its objects.
        using var turn = await JobTurn.TakeOfEveryPluginAsync(Directory, cancellationToken);
        if (JobStore.IsReference(reference))
        {
            // Locked or not, the file makes the next process that looks end the job.
            using var jobLock = await _context.Jobs.LockAsync(reference);
            await _context.Jobs.RestoreAsync(reference, cancellationToken);
            return;
        }

        var type = CatalogType.TryOfReference(reference)
            ?? throw new UserException(
                $"'{reference}' is not the reference of an object or a job.",
                "Use the reference that the message about the damaged document names, such as DSOURCE-1.",
                "");
        using var targetLock = await FileLock.AcquireAsync(Directory.Lock(reference), null, cancellationToken);
        await _context.Catalog.RestoreAsync(type, reference, cancellationToken);
    }

    /// <summary>All objects of a type, oldest first. Asterisks stand for their secrets.</summary>
    public async Task<IReadOnlyList<T>> ListAsync<T>(CancellationToken cancellationToken = default)
        where T : CatalogObject =>
        [.. (await _context.Catalog.ListAsync<T>(cancellationToken)).Select(SecretMask.Hide)];

    /// <summary>The object that a user named by name or reference. Asterisks stand for its secrets.</summary>
    /// <exception cref="UserException">There is none, or more than one.</exception>
    public async Task<T> FindAsync<T>(string nameOrReference, CancellationToken cancellationToken = default)
        where T : CatalogObject =>
        SecretMask.Hide(await _context.Catalog.FindAsync<T>(nameOrReference, cancellationToken));

    /// <summary>All jobs, oldest first.</summary>
    public Task<IReadOnlyList<Job>> ListJobsAsync(CancellationToken cancellationToken = default) =>
        _context.Jobs.ListAsync(cancellationToken);

    /// <summary>A job's record.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public async Task<Job> FindJobAsync(string reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return await _context.Jobs.TryGetAsync(reference, cancellationToken)
            ?? throw new UserException($"There is no job '{reference}'.", "See what there is: dvp job list", "");
    }

    /// <summary>Asks the plugin for the state of a dSource.</summary>
    public async Task<DatasetHealth> InspectAsync(LinkedSourceObject dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        dataset = await _context.Catalog.FindAsync<LinkedSourceObject>(dataset.Reference, cancellationToken);
        var context = await LinkedSourceContext.LoadAsync(_context, dataset, cancellationToken);
        return await InspectAsync(context.Plugin, "linked", context.Request(dataset), dataset, cancellationToken);
    }

    /// <summary>Asks the plugin for the state of a VDB.</summary>
    public async Task<DatasetHealth> InspectAsync(VirtualSourceObject dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        dataset = await _context.Catalog.FindAsync<VirtualSourceObject>(dataset.Reference, cancellationToken);
        var context = await VirtualSourceContext.LoadAsync(_context, dataset, cancellationToken);
        return await InspectAsync(context.Plugin, "virtual", context.Request(dataset), dataset, cancellationToken);
    }

    /// <summary>
    /// Where a dataset was mounted last and is not now, as after a restart of the machine. To mount it again, disable it, then enable it.
    /// </summary>
    public IReadOnlyList<string> FindUnmounted(DatasetObject dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return [.. _context.Pools.FindUnmounted(dataset).Select(mount => mount.Path)];
    }

    /// <summary>How many bytes of the disk the engine's storage takes, all datasets and snapshots together.</summary>
    public Task<long> UsedStorageBytesAsync(CancellationToken cancellationToken = default) =>
        _context.Pools.UsedBytesAsync(cancellationToken);

    /// <summary>
    /// The object of an installed plugin's schema file, for showing values by it; empty when the plugin's artifact cannot be read.
    /// </summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<JsonObject> ReadSchemaFileAsync(PluginObject plugin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        return _context.Plugins.ReadSchemaFileAsync(plugin, cancellationToken);
    }

    /// <summary>Reads the artifact that a plugin was installed from.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="UserException">It is damaged, or is not there any more.</exception>
    public Task<Artifact> ReadArtifactAsync(PluginObject plugin, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        return Artifact.ReadAsync(Path.Combine(Directory.Plugin(plugin), PluginHost.ArtifactFile), cancellationToken);
    }

    /// <summary>Opens a plugin's log for reading.</summary>
    public PluginLogReader OpenLog(PluginObject plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        return new PluginLogReader(Directory.Logs(plugin.PluginId));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _context.Plugins.Dispose();
        _context.Pools.Dispose();
        await _context.Hosts.DisposeAsync();
    }

    private async Task<DatasetHealth> InspectAsync(
        InstalledPlugin plugin, string kind, JsonObject request, DatasetObject dataset, CancellationToken cancellationToken)
    {
        // A plugin need not look for the storage, and may have no operation that could. What is disabled was given no mounts to measure.
        if (dataset.State == DatasetState.Disabled || FindUnmounted(dataset).Count > 0)
            return new DatasetHealth(Status.Inactive, null);
        var scope = new OperationScope(null, dataset.Name, null);
        var status = Status.Active;
        if (plugin.Implements($"{kind}.status"))
        {
            var returned = await plugin.CallAsync($"{kind}.status", request, scope, cancellationToken);
            status = returned["status"]!.GetValue<string>() == "ACTIVE" ? Status.Active : Status.Inactive;
        }

        if (status == Status.Inactive || !plugin.Implements($"{kind}.sourceSize"))
            return new DatasetHealth(status, null);
        var size = await plugin.CallAsync($"{kind}.sourceSize", request, scope, cancellationToken);
        return new DatasetHealth(status, size["databaseSize"]!.GetValue<long>());
    }
}
