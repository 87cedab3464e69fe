using System.Diagnostics;
using System.Text.RegularExpressions;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.EndToEnd.Faults;

public sealed class InterruptedJobTests
{
    [EngineFact]
    public async Task Sync_that_is_cancelled_while_it_copies_ends_soon_and_leaves_nothing()
    {
        await using var world = await World.StartAsync();
        world.WriteSource("file", "one");
        await world.LinkAsync(parameters => parameters["bandwidthLimitKiBps"] = 64);
        var inventory = await world.InventoryAsync();
        // Copied for 32 seconds; a tenth of it, which makes an event, for about three.
        var content = new byte[2 << 20];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(world.Source, "large"), content);
        using var cancel = new CancellationTokenSource();
        var seen = new LastReport();
        var sync = world.Engine.RunAsync(new LinkedSourceSync("files", resync: false), seen, cancel.Token);
        await Eventually.IsTrueAsync(() => Directory.EnumerateFiles(world.Staging, "*large*").Any(), "rsync begins to copy");
        await Eventually.IsTrueAsync(() => seen.Job!.Events.Any(IsFigures), "a long sync is never silent");
        var started = Stopwatch.GetTimestamp();

        await cancel.CancelAsync();
        await sync.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();

        await Eventually.IsTrueAsync(() => world.SyncProcesses().Count == 0, "all of the sync ends on both hosts");
        Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(15));
        (await world.InventoryAsync()).Should().Be(inventory);
        var job = (await world.Engine.ListJobsAsync())[^1];
        (job.State, job.Error!.Message).Should().Be((JobState.Cancelled, "The job was cancelled; what it had done was undone."));
        job.Events.Should().Contain(report => IsFigures(report));
        File.Delete(Path.Combine(world.Source, "large"));
        await world.SyncAsync();
        await World.ExpectEqualAsync(world.Source, world.Staging);
        (await world.SnapshotsAsync()).Should().Equal("files@1", "files@2");
    }

    [EngineFact]
    public async Task Link_that_is_cancelled_leaves_nothing()
    {
        await using var world = await World.StartAsync();
        var content = new byte[8 << 20];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(world.Source, "large"), content);
        var inventory = await world.InventoryAsync();
        using var cancel = new CancellationTokenSource();
        var link = world.RunAsync(
            new LinkedSourceLink("files", "files", "here", world.LinkedSource(parameters => parameters["bandwidthLimitKiBps"] = 64)),
            cancel.Token);
        await Eventually.IsTrueAsync(
            () => Directory.Exists(world.Staging) && Directory.EnumerateFiles(world.Staging, "*large*").Any(), "rsync begins to copy");

        await cancel.CancelAsync();
        await link.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();

        (await world.InventoryAsync()).Should().Be(inventory);
        await world.LinkAsync();
        await World.ExpectEqualAsync(world.Source, world.Staging);
    }

    [EngineFact]
    public async Task Syncs_started_at_once_by_two_engines_run_one_after_the_other()
    {
        await using var world = await World.WithDatasetAsync();
        await using var other = new LocalEngine(world.Engine.Directory);

        var jobs = await Task.WhenAll(world.SyncAsync(), other.RunAsync(new LinkedSourceSync("files", resync: false)));

        var (first, second) = jobs[0].StartedAt < jobs[1].StartedAt ? (jobs[0], jobs[1]) : (jobs[1], jobs[0]);
        second.StartedAt.Should().BeOnOrAfter(first.FinishedAt!.Value);
        (await world.SnapshotsAsync()).Should().Equal("files@1", "files@2", "files@3");
        (await world.DsourceAsync()).NextSnapshotNumber.Should().Be(4);
    }

    [EngineFact]
    public async Task LinkAndDelete_of_the_last_dataset_at_once_never_lose_the_new_one()
    {
        await using var world = await World.StartAsync();
        world.WriteSource("file", "one");
        for (var i = 0; i < 3; i++)
        {
            await world.RunAsync(new CreateEmptyVdb(world.Vdb("blank")));
            await using var other = new LocalEngine(world.Engine.Directory);
            await Task.WhenAll(other.RunAsync(new VirtualSourceDelete("blank")), world.LinkAsync());
            await World.ExpectEqualAsync(world.Source, world.Staging);
            File.Exists(world.PathOf("engine", "pool", "pool.img")).Should().BeTrue();
            await world.RunAsync(new LinkedSourceDelete("files"));
        }
    }

    [EngineFact]
    public async Task Workflow_whose_engine_died_after_configure_is_undone_by_the_next_command_also_on_the_host()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var path = world.PathOf("mnt", "copy");
        World.Write(Path.Combine(path, "own"), "work of the VDB's user");
        var inventory = await world.InventoryAsync();
        foreach (var reconfigures in (bool[])[false, true])
        {
            var dead = await DieAsync(world, await world.VdbAsync("copy"), (run, context, vdb) =>
                ReplaceDataAsync(run, context, vdb, reconfigures ? context.ReconfigureAsync : context.ConfigureAsync));
            File.Exists(Path.Combine(path, "own")).Should().BeFalse("the dead job had mounted its clone");

            await world.Engine.RecoverAsync();

            File.Exists(Path.Combine(path, "own")).Should().BeTrue();
            (await world.InventoryAsync()).Should().Be(inventory);
            var job = await world.Engine.FindJobAsync(dead);
            (job.State, job.Error!.Message).Should()
                .Be((JobState.Failed, "The engine's process ended while the job ran; what it had done was undone."));
            job.Events.Should().BeEmpty("all of it could be undone");
            (await world.Engine.InspectAsync(await world.VdbAsync("copy"))).Status.Should().Be(Status.Active);
        }

        await DieAsync(world, await world.VdbAsync("copy"), (run, context, vdb) => context.UnconfigureAsync(run, vdb));
        await world.RunAsync(new VirtualSourceSnapshot("copy"));
        world.Scratch().Should().HaveCount(2, "the VDB is configured again");
        await world.RunAsync(new VirtualSourceRefresh("copy", null));
        await World.ExpectEqualAsync(world.Source, path);
    }

    [EngineFact]
    public async Task Recovery_that_is_given_up_asks_the_plugin_no_more_and_undoes_all_else()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var own = Path.Combine(world.PathOf("mnt", "copy"), "own");
        World.Write(own, "work of the VDB's user");
        var dead = await DieAsync(
            world, await world.VdbAsync("copy"), (run, context, vdb) => ReplaceDataAsync(run, context, vdb, context.ConfigureAsync));

        await world.Engine.RecoverAsync(new CancellationToken(canceled: true));

        File.Exists(own).Should().BeTrue();
        var job = await world.Engine.FindJobAsync(dead);
        (job.State, job.CleanUps.Count).Should().Be((JobState.Failed, 0));
        job.Events.Select(report => report.Message).Should().Equal(
            "Could not clean up: virtual.unconfigure of 'copy' was given up before it ended.",
            "Could not clean up: virtual.reconfigure of 'copy' was given up before it ended.");
        await world.RunAsync(new VirtualSourceEnable("copy"));
    }

    private static bool IsFigures(JobEvent report) =>
        report.IsProgress && Regex.IsMatch(report.Message, @"^\d+ %: Copying changes: [1-9][\d.]* KiB at [1-9][\d.]* KiB/s");

    private static async Task ReplaceDataAsync(
        WorkflowRun run,
        VirtualSourceContext context,
        VirtualSourceObject vdb,
        Func<WorkflowRun, VirtualSourceObject, SnapshotObject, Task<VirtualSourceObject>> configureAsync)
    {
        var snapshot = (await run.Catalog.TryGetAsync<SnapshotObject>(vdb.Snapshot!))!;
        await VirtualSourceRefresh.ReplaceDataAsync(run, context, vdb, snapshot, configureAsync);
    }

    // Runs steps as a job and then abandons it, as if its process had died: its record says that it runs, and nobody holds its locks.
    private static async Task<string> DieAsync(
        World world, VirtualSourceObject vdb, Func<WorkflowRun, VirtualSourceContext, VirtualSourceObject, Task> stepsAsync)
    {
        var directory = world.Engine.Directory;
        var catalog = new CatalogStore(directory);
        await using var hosts = new HostConnections(directory);
        using var pools = new StoragePools(directory, null, _ => { });
        using var plugins = new PluginHost(directory, catalog, hosts, TimeProvider.System);
        var engine = new EngineContext(directory, catalog, new JobStore(directory), pools, hosts, plugins, TimeProvider.System);
        var job = new Job
        {
            Reference = await catalog.NextReferenceAsync("JOB", CancellationToken.None),
            Workflow = "Virtual source refresh",
            Target = vdb.Name,
            TargetReference = vdb.Reference,
            StartedAt = DateTimeOffset.UtcNow,
        };
        using (engine.Jobs.TryLock(job.Reference))
        {
            var execution = new JobExecution(job, engine.Jobs, new CleanUpRunner(engine), TimeProvider.System, null);
            var run = new WorkflowRun(engine, execution, isForced: false, CancellationToken.None);
            await stepsAsync(run, await run.LoadAsync(vdb), vdb);
        }

        return job.Reference;
    }

    private sealed class LastReport : IProgress<Job>
    {
        public Job? Job { get; private set; }

        public void Report(Job value) => Job = value;
    }
}
