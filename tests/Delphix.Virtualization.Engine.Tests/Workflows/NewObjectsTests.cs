using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Tests.Workflows;

/// <summary>What a job makes is new, or the job fails and leaves what is there.</summary>
public sealed class NewObjectsTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Add_of_an_object_whose_reference_is_taken_fails_and_leaves_the_other()
    {
        await _folder.Catalog.SaveAsync(Samples.Vdb(), CancellationToken.None);

        var thrown = await FailAsync(run => run.Catalog.AddAsync(Samples.Vdb(name: "new")));

        thrown.Message.Should().Be("The catalog has a VDB VDB-1 already.");
        (await _folder.Catalog.GetAsync<VirtualSourceObject>("VDB-1", CancellationToken.None)).Name.Should().Be("copy");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    public async Task Add_over_a_document_that_is_damaged_fails_and_leaves_it(string text)
    {
        var path = Path.Combine(_folder.Directory.Catalog("vdb"), "VDB-1.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);

        await FailAsync(run => run.Catalog.AddAsync(Samples.Vdb()));

        (await File.ReadAllTextAsync(path)).Should().Be(text);
    }

    [Fact]
    public async Task Snapshot_with_counters_that_are_behind_leaves_the_snapshots_that_the_pool_has()
    {
        var context = _folder.NewContext();
        var pool = await context.Pools.OpenAsync(CancellationToken.None);
        await pool.CreateAsync("volume-2", CancellationToken.None);
        foreach (var taken in (string[])["SNAPSHOT-1", "SNAPSHOT-2"])
            await pool.SnapshotAsync("volume-2", taken, CancellationToken.None);
        string? reference = null;

        await FailAsync(async run =>
        {
            reference = await run.Storage.SnapshotAsync(Samples.Vdb());
            throw new IOException("fails after it was taken");
        });

        reference.Should().Be("SNAPSHOT-3");
        Directory.GetDirectories(Path.GetDirectoryName(pool.SnapshotPath("s"))!).Select(Path.GetFileName)
            .Should().BeEquivalentTo("SNAPSHOT-1", "SNAPSHOT-2");
    }

    [Fact]
    public async Task Lock_of_a_new_job_whose_record_is_there_is_refused()
    {
        Directory.CreateDirectory(_folder.Directory.Jobs);
        var record = Path.Combine(_folder.Directory.Jobs, "JOB-1.json");
        await File.WriteAllTextAsync(record, "a record");

        (await FluentActions.Awaiting(() => _folder.Jobs.LockNewAsync("JOB-1")).Should().ThrowAsync<UserException>())
            .Which.Message.Should().Be($"There is a record of the job JOB-1 already: {record}.");

        using var free = _folder.Jobs.TryLock("JOB-1");
        free.Should().NotBeNull();
    }

    private async Task<JobFailedException> FailAsync(Func<WorkflowRun, Task> stepsAsync)
    {
        var workflow = new StepsWorkflow(stepsAsync);
        return (await FluentActions.Awaiting(() => _folder.NewRunner().RunAsync(workflow, null, CancellationToken.None))
            .Should().ThrowAsync<JobFailedException>()).Which;
    }
}
