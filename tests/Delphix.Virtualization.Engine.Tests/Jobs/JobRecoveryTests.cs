using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Tests.Jobs;

/// <summary>A job whose process died is one whose lock file nobody holds.</summary>
public sealed class JobRecoveryTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    private string Made => _folder.PathOf("made");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RecoverAsync_of_a_job_whose_process_died_undoes_and_fails_it()
    {
        await DieAsync("JOB-1", "VDB-1");

        await _folder.NewRunner().RecoverAsync();

        Directory.Exists(Made).Should().BeFalse();
        var job = await _folder.Jobs.TryGetAsync("JOB-1", CancellationToken.None);
        job!.State.Should().Be(JobState.Failed);
        job.Error!.Message.Should().Be("The engine's process ended while the job ran; what it had done was undone.");
        job.Error.Action.Should().Be("Start the job again.");
        job.Steps.Should().ContainSingle().Which.State.Should().Be(JobState.Failed);
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task Job_on_any_object_first_undoes_the_dead_one()
    {
        await DieAsync("JOB-1", "VDB-1");

        await _folder.NewRunner().RunAsync(new TestWorkflow((_, _) => Task.CompletedTask, "VDB-2"), null, CancellationToken.None);

        Directory.Exists(Made).Should().BeFalse();
    }

    [Fact]
    public async Task Job_on_the_same_object_waits_for_whoever_looks_at_the_dead_one()
    {
        await DieAsync("JOB-1", "VDB-1");
        var other = _folder.Jobs.TryLock("JOB-1")!;
        var wasUndone = false;
        var waits = new TaskCompletionSource();

        var job = Task.Run(() => _folder.NewRunner(log: _ => waits.TrySetResult()).RunAsync(new TestWorkflow((_, _) =>
        {
            wasUndone = !Directory.Exists(Made);
            return Task.CompletedTask;
        }), null, CancellationToken.None));
        // The other one finds the object in use by the new job, and leaves the dead job alone.
        await Task.WhenAny(job, waits.Task).WaitAsync(TimeSpan.FromMinutes(1));
        other.Dispose();
        await job;

        wasUndone.Should().BeTrue();
    }

    [Fact]
    public async Task Undo_that_cannot_repair_the_catalog_destroys_nothing_until_it_can()
    {
        var vdb = Samples.Vdb();
        await _folder.Catalog.SaveAsync(vdb, CancellationToken.None);
        var folder = _folder.Directory.Catalog("vdb");
        var path = Path.Combine(folder, vdb.Reference + ".json");
        Directory.CreateDirectory(Made);

        var act = () => _folder.NewRunner().RunAsync(new TestWorkflow(async (job, _) =>
        {
            await job.UndoByAsync(new CleanUp.RemoveFolder(Made));
            await job.UndoByAsync(CleanUp.RestoreObject.Of(vdb));
            // A file in the place of the folder: nothing can be put there.
            Directory.Delete(folder, recursive: true);
            await File.WriteAllTextAsync(folder, "in the way", CancellationToken.None);
            throw new UserException("It failed.", "Fix it.", "");
        }), null, CancellationToken.None);

        (await act.Should().ThrowAsync<JobFailedException>()).Which.Message.Should().Be("It failed.");
        Directory.Exists(Made).Should().BeTrue("the catalog may still name it");
        File.Delete(folder);
        await _folder.NewRunner().RecoverAsync();

        Directory.Exists(Made).Should().BeFalse();
        File.Exists(path).Should().BeTrue();
        var job = (await _folder.Jobs.ListAsync(CancellationToken.None)).Should().ContainSingle().Subject;
        (job.State, job.Error!.Message).Should().Be((JobState.Failed, "It failed."));
    }

    [Fact]
    public async Task RecoverAsync_of_a_job_that_runs_leaves_it_alone()
    {
        await DieAsync("JOB-1", "VDB-1");
        using (_folder.Jobs.TryLock("JOB-1"))
            await _folder.NewRunner().RecoverAsync();

        Directory.Exists(Made).Should().BeTrue();
    }

    [Fact]
    public async Task RecoverAsync_of_a_job_on_an_object_in_use_waits_for_the_next_time()
    {
        await DieAsync("JOB-1", "VDB-1");
        using (FileLock.TryAcquire(_folder.Directory.Lock("VDB-1")))
            await _folder.NewRunner().RecoverAsync();
        Directory.Exists(Made).Should().BeTrue();

        await _folder.NewRunner().RecoverAsync();

        Directory.Exists(Made).Should().BeFalse();
    }

    [Fact]
    public async Task RecoverAsync_of_a_job_that_died_after_it_succeeded_finishes_its_clean_up()
    {
        await DieAsync("JOB-1", "VDB-1", JobState.Completed);

        await _folder.NewRunner().RecoverAsync();

        Directory.Exists(Made).Should().BeFalse();
        var job = await _folder.Jobs.TryGetAsync("JOB-1", CancellationToken.None);
        (job!.State, job.Error).Should().Be((JobState.Completed, null));
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task RecoverAsync_of_a_job_that_died_before_its_first_step_forgets_it()
    {
        _folder.Jobs.TryLock("JOB-1")!.Dispose();

        await _folder.NewRunner().RecoverAsync();

        _folder.Jobs.Unfinished().Should().BeEmpty();
        (await _folder.Jobs.ListAsync(CancellationToken.None)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(JobState.Running, JobState.Failed)]
    [InlineData(JobState.Completed, JobState.Completed)]
    public async Task RecoverAsync_of_a_dead_job_whose_lock_file_was_removed_ends_it(JobState state, JobState ended)
    {
        await DieAsync("JOB-1", "VDB-1", state);
        RemoveLocks();

        await _folder.NewRunner().RecoverAsync();

        Directory.Exists(Made).Should().BeFalse();
        (await _folder.Jobs.TryGetAsync("JOB-1", CancellationToken.None))!.State.Should().Be(ended);
        (await _folder.Jobs.UnfinishedWithoutLockAsync(CancellationToken.None)).Should().BeEmpty();
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task Job_on_the_object_of_a_dead_job_whose_lock_file_was_removed_begins_when_that_is_undone()
    {
        await DieAsync("JOB-1", "VDB-1");
        RemoveLocks();
        var wasUndone = false;

        await _folder.NewRunner().RunAsync(new TestWorkflow((_, _) =>
        {
            wasUndone = !Directory.Exists(Made);
            return Task.CompletedTask;
        }), null, CancellationToken.None);

        wasUndone.Should().BeTrue();
    }

    [Theory]
    [InlineData(JobState.Running, false)]
    [InlineData(JobState.Completed, true)]
    public async Task Job_on_the_object_of_a_damaged_record_without_a_lock_waits_for_it_if_its_copy_says_that_it_is_not_over(
        JobState state, bool isOver)
    {
        await DieAsync("JOB-1", "VDB-1");
        CleanUp[] cleanUps = isOver ? [] : [new CleanUp.RemoveFolder(Made)];
        await _folder.Jobs.SaveAsync(Running("JOB-1", "VDB-1") with { State = state, CleanUps = cleanUps }, CancellationToken.None);
        RemoveLocks();
        await Damage.DoAsync(Path.Combine(_folder.Directory.Jobs, "JOB-1.json"), Damage.Truncated);
        var run = FluentActions.Awaiting(
            () => _folder.NewRunner().RunAsync(new TestWorkflow((_, _) => Task.CompletedTask), null, CancellationToken.None));

        if (isOver)
            await run.Should().NotThrowAsync();
        else
            (await run.Should().ThrowAsync<UserException>()).Which.Action.Should().EndWith("dvp engine restore JOB-1");
    }

    [Fact]
    public async Task Record_that_is_over_is_read_once_and_again_only_when_it_is_another()
    {
        await DieAsync("JOB-1", "VDB-1");
        var record = Path.Combine(_folder.Directory.Jobs, "JOB-1.json");
        var running = await File.ReadAllTextAsync(record);
        await _folder.NewRunner().RecoverAsync();
        (await _folder.Jobs.UnfinishedWithoutLockAsync(CancellationToken.None)).Should().BeEmpty();
        Directory.CreateDirectory(Made);
        Directory.Delete(_folder.Directory.LastGood("jobs"), recursive: true);

        var marked = File.GetLastWriteTimeUtc(record);
        await File.WriteAllTextAsync(record, running);
        File.SetLastWriteTimeUtc(record, marked);
        (await _folder.Jobs.UnfinishedWithoutLockAsync(CancellationToken.None)).Should().BeEmpty("it was over, and is not read again");

        (await _folder.Jobs.ListAsync(CancellationToken.None)).Should().ContainSingle().Which.IsOver.Should().BeFalse();
        await _folder.NewRunner().RecoverAsync();
        Directory.Exists(Made).Should().BeFalse("the list has seen that it runs");
    }

    [Fact]
    public async Task Record_of_a_backup_that_is_written_into_the_file_of_one_that_is_over_is_read_again()
    {
        await DieAsync("JOB-1", "VDB-1");
        var record = Path.Combine(_folder.Directory.Jobs, "JOB-1.json");
        var running = await File.ReadAllTextAsync(record);
        await _folder.NewRunner().RecoverAsync();
        Directory.CreateDirectory(Made);
        Directory.Delete(_folder.Directory.LastGood("jobs"), recursive: true);

        await File.WriteAllTextAsync(record, running);
        await _folder.NewRunner().RecoverAsync();

        Directory.Exists(Made).Should().BeFalse("the job runs, as far as its record says");
        (await _folder.Jobs.TryGetAsync("JOB-1", CancellationToken.None))!.State.Should().Be(JobState.Failed);
    }

    [Fact]
    public async Task RecoverAsync_of_a_record_from_a_backup_that_was_made_while_the_job_ran_undoes_nothing()
    {
        await DieAsync("JOB-1", "VDB-1");
        var record = Path.Combine(_folder.Directory.Jobs, "JOB-1.json");
        var backup = await File.ReadAllTextAsync(record);
        using (_folder.Jobs.TryLock("JOB-1"))
            await _folder.Jobs.SaveAsync(Running("JOB-1", "VDB-1") with { State = JobState.Completed }, CancellationToken.None);
        await File.WriteAllTextAsync(record, backup);

        await _folder.NewRunner().RecoverAsync();

        Directory.Exists(Made).Should().BeTrue("the job has succeeded");
        (await _folder.Jobs.TryGetAsync("JOB-1", CancellationToken.None))!.State.Should().Be(JobState.Completed);
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task RecoverAsync_with_the_copy_of_another_engines_record_undoes_the_job()
    {
        await DieAsync("JOB-1", "VDB-1");
        var copy = Path.Combine(_folder.Directory.LastGood("jobs"), "JOB-1.json");
        var other = Running("JOB-1", "VDB-1") with { State = JobState.Completed, StartedAt = DateTimeOffset.UnixEpoch.AddDays(1) };
        await File.WriteAllTextAsync(copy, System.Text.Json.JsonSerializer.Serialize(other, CatalogJson.Default.Job));

        await _folder.NewRunner().RecoverAsync();

        Directory.Exists(Made).Should().BeFalse("the job was cut short");
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Theory]
    [InlineData("a volume that the record does not know to be named")]
    [InlineData("a snapshot that the record does not know to be named")]
    [InlineData("a volume that is there, where the one before is gone")]
    public async Task RecoverAsync_of_a_record_that_is_older_than_the_catalog_undoes_nothing_and_says_so(string named)
    {
        var context = _folder.NewContext();
        var pool = await context.Pools.OpenAsync(CancellationToken.None);
        var vdb = Samples.Vdb();
        await pool.CreateAsync(vdb.Volume, CancellationToken.None);
        await pool.SnapshotAsync(vdb.Volume, "SNAPSHOT-1", CancellationToken.None);
        foreach (var item in Samples.All())
            await _folder.Catalog.SaveAsync(item, CancellationToken.None);
        var before = CleanUp.RestoreObject.Of(vdb with { Volume = "volume-1" });
        await DieAsync("JOB-1", "VDB-1", cleanUps: named.Split(' ')[1] == "snapshot" ? [new CleanUp.DestroySnapshot("SNAPSHOT-1")]
            : named.EndsWith("gone", StringComparison.Ordinal) ? [before] : [before, new CleanUp.DestroyVolume(vdb.Volume)]);

        await _folder.NewRunner().RecoverAsync();
        await _folder.NewRunner().RecoverAsync();

        Directory.Exists(pool.VolumePath(vdb.Volume)).Should().BeTrue();
        Directory.Exists(pool.SnapshotPath("SNAPSHOT-1")).Should().BeTrue();
        (await _folder.Catalog.TryGetAsync<VirtualSourceObject>("VDB-1", CancellationToken.None))!.Volume.Should().Be(vdb.Volume);
        var job = await _folder.Jobs.TryGetAsync("JOB-1", CancellationToken.None);
        job!.State.Should().Be(JobState.Failed);
        job.Error!.Message.Should().StartWith("The record of the job is older than the catalog: ");
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task RecoverAsync_of_a_job_that_died_after_its_last_change_undoes_it()
    {
        var pool = await _folder.NewContext().Pools.OpenAsync(CancellationToken.None);
        var vdb = Samples.Vdb();
        await pool.CreateAsync("volume-1", CancellationToken.None);
        await pool.CreateAsync(vdb.Volume, CancellationToken.None);
        await _folder.Catalog.SaveAsync(vdb, CancellationToken.None);
        var before = CleanUp.RestoreObject.Of(vdb with { Volume = "volume-1" });
        await DieAsync("JOB-1", "VDB-1", cleanUps: [before, new CleanUp.DestroyVolume(vdb.Volume), before]);

        await _folder.NewRunner().RecoverAsync();

        Directory.Exists(pool.VolumePath(vdb.Volume)).Should().BeFalse();
        (await _folder.Catalog.TryGetAsync<VirtualSourceObject>("VDB-1", CancellationToken.None))!.Volume.Should().Be("volume-1");
    }

    // Every kind of clean-up has to survive its process.
    [Fact]
    public async Task CleanUps_of_every_kind_are_read_as_they_were_written()
    {
        CleanUp[] all =
        [
            new CleanUp.DestroyVolume("v"),
            new CleanUp.DestroySnapshot("s"),
            new CleanUp.Unmount("v", new("/mnt/größe", "part", true)),
            new CleanUp.Remount("v", new("/mnt/größe", null, false)),
            new CleanUp.RemoveMountPoint("/mnt/größe"),
            new CleanUp.RemoveObject("vdb", "VDB-1"),
            CleanUp.RestoreObject.Of(Samples.Vdb()),
            new CleanUp.RemoveFolder("/a\nb"),
            new CleanUp.RemoveHostFolder(Samples.Environment()),
            new CleanUp.RemoveDatasetFolder(Samples.Environment(), "größe"),
            new CleanUp.CallPlugin("PLUGIN-1", "virtual.unconfigure", new() { ["name"] = "grüße" }),
        ];
        using var held = _folder.Jobs.TryLock("JOB-1");
        await _folder.Jobs.SaveAsync(Running("JOB-1", "VDB-1") with { CleanUps = all }, CancellationToken.None);

        var read = await _folder.Jobs.TryGetAsync("JOB-1", CancellationToken.None);

        read!.CleanUps.Should().BeEquivalentTo(
            all,
            options => options.RespectingRuntimeTypes().WithStrictOrdering()
                .Excluding(info => info.Path.EndsWith("Document") || info.Path.EndsWith("Request")));
        all.Select(cleanUp => cleanUp.GetType()).Should().BeEquivalentTo(typeof(CleanUp).GetNestedTypes());
    }

    private async Task DieAsync(string reference, string target, JobState state = JobState.Running, params CleanUp[] cleanUps)
    {
        Directory.CreateDirectory(Made);
        using (_folder.Jobs.TryLock(reference))
        {
            var record = Running(reference, target) with { State = state, CleanUps = [new CleanUp.RemoveFolder(Made), .. cleanUps] };
            await _folder.Jobs.SaveAsync(record, CancellationToken.None);
        }

        await _folder.Catalog.NextReferenceAsync("JOB", CancellationToken.None);
    }

    private void RemoveLocks()
    {
        foreach (var file in Directory.EnumerateFiles(_folder.Directory.Jobs, "*.lock"))
            File.Delete(file);
    }

    private static Job Running(string reference, string target) => new()
    {
        Reference = reference,
        Workflow = "Test",
        Target = "the target",
        TargetReference = target,
        StartedAt = DateTimeOffset.UnixEpoch,
        Steps = [new JobStep("Clone", false, DateTimeOffset.UnixEpoch)],
    };
}
