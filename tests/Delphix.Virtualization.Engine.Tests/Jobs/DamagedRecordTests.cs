using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Jobs;

/// <summary>
/// A job record that is damaged is in the way of jobs on the same object only, and what the job did is undone once the record is restored.
/// </summary>
public sealed class DamagedRecordTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public static TheoryData<string, string> Kinds => Damage.All;

    private string Record => Path.Combine(_folder.Directory.Jobs, "JOB-1.json");

    private string Made => _folder.PathOf("made");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Jobs_on_other_objects_go_on(string damage, string fault)
    {
        await DieAsync(damage);

        await _folder.NewRunner().RecoverAsync();
        await RunAsync("VDB-2");

        Directory.Exists(Made).Should().BeTrue("the record that says so is damaged: it " + fault);
        _folder.Jobs.Unfinished().Should().Equal("JOB-1");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Job_on_the_same_object_is_refused_until_the_record_is_restored(string damage, string fault)
    {
        await DieAsync(damage);

        var thrown = (await FluentActions.Awaiting(() => RunAsync("VDB-1")).Should().ThrowAsync<UserException>()).Which;
        thrown.Message.Should().StartWith($"The job 'Test of the target' (JOB-1) cannot be used: its document {Record} {fault}");
        thrown.Action.Should().Be("Restore it from its last good copy: dvp engine restore JOB-1");
        await using (var engine = new LocalEngine(_folder.Directory))
            await engine.RestoreAsync("JOB-1");
        await RunAsync("VDB-1");

        Directory.Exists(Made).Should().BeFalse("the job is undone");
        (await _folder.Jobs.TryGetAsync("JOB-1", CancellationToken.None))!.State.Should().Be(JobState.Failed);
        Path.Exists(Path.Combine(_folder.Directory.Damaged("jobs"), "JOB-1.json")).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Jobs_are_listed_all_the_same(string damage, string fault)
    {
        await DieAsync(damage);
        await RunAsync("VDB-2");
        List<string> log = [];
        await using var engine = new LocalEngine(_folder.Directory, log.Add);

        (await engine.ListJobsAsync()).Select(job => job.Reference).Should().Equal("JOB-1", "JOB-2");
        await engine.ListJobsAsync();

        log.Should().ContainSingle().Which.Should().Contain(fault);
        await FluentActions.Awaiting(() => engine.FindJobAsync("JOB-1")).Should().ThrowAsync<UserException>();
    }

    // Each of these once made every command fail.
    [Theory]
    [InlineData("\"steps\": []", "\"steps\": [null]")]
    [InlineData("\"cleanUps\": [", "\"cleanUps\": [null, ")]
    [InlineData("\"cleanUps\": [", "\"cleanUps\": [{\"do\":\"restoreObject\",\"folder\":\"vdb\",\"document\":{\"reference\":5}}, ")]
    [InlineData("\"cleanUps\": [", "\"cleanUps\": [{ \"do\": \"removeObject\", \"folder\": \"..\", \"reference\": \"VDB-1\" }, ")]
    [InlineData("\"targetReference\": \"VDB-1\"", "\"targetReference\": \"../VDB-1\"")]
    [InlineData("\"targetReference\": \"VDB-1\"", "\"targetReference\": \"\"")]
    [InlineData("\"state\": \"RUNNING\"", "\"state\": 7")]
    public async Task Record_that_says_what_cannot_be_is_damaged(string right, string wrong)
    {
        await DieAsync(null);
        var text = await File.ReadAllTextAsync(Record);
        text.Should().Contain(right);
        await File.WriteAllTextAsync(Record, text.Replace(right, wrong, StringComparison.Ordinal));
        List<string> log = [];

        await using (var engine = new LocalEngine(_folder.Directory, log.Add))
        {
            await engine.RecoverAsync();
            await engine.ListJobsAsync();
        }

        log.Should().ContainSingle().Which.Should().Contain($"its document {Record} is damaged (");
        await RunAsync("VDB-2");
        _folder.Jobs.Unfinished().Should().Equal("JOB-1");
    }

    [RootFact]
    public async Task Job_on_a_disk_that_cannot_be_written_keeps_nobody_from_looking()
    {
        await DieAsync(null);
        var root = _folder.Directory.Root;
        await Tool.RunAsync("mount", ["--bind", root, root], CancellationToken.None);
        await Tool.RunAsync("mount", ["-o", "remount,bind,ro", root], CancellationToken.None);
        List<string> log = [];

        await _folder.NewRunner(log.Add).RecoverAsync();

        log.Should().ContainSingle().Which.Should()
            .StartWith("The job JOB-1 was cut short, and cannot be undone now: Read-only file system");
        await FluentActions.Awaiting(() => RunAsync("VDB-1")).Should().ThrowAsync<IOException>();
        await Tool.RunAsync("umount", [root], CancellationToken.None);
        await _folder.NewRunner().RecoverAsync();
        Directory.Exists(Made).Should().BeFalse("the job is undone");
    }

    [Fact]
    public async Task Record_without_a_good_copy_blocks_no_object_and_keeps_its_reference_and_its_lock()
    {
        await DieAsync("");
        Directory.Delete(_folder.Directory.LastGood("jobs"), recursive: true);

        await RunAsync("VDB-1");

        _folder.Jobs.Unfinished().Should().Equal("JOB-1");
        (await _folder.Jobs.ListAsync(CancellationToken.None)).Should().ContainSingle().Which.Reference.Should().Be("JOB-2");
    }

    [Fact]
    public async Task Fields_that_the_engine_does_not_know_are_kept()
    {
        await DieAsync(null);
        await File.WriteAllTextAsync(Record, (await File.ReadAllTextAsync(Record)).TrimEnd('}', '\n') + ", \"ofALaterEngine\": [7] }");

        await _folder.NewRunner().RecoverAsync();

        (await File.ReadAllTextAsync(Record)).Should().Contain("\"ofALaterEngine\"").And.Contain("FAILED");
    }

    [Fact]
    public async Task FileThatIsNoRecord_is_ignored()
    {
        Directory.CreateDirectory(_folder.Directory.Jobs);
        foreach (var name in (string[])["JOB-x.json", "JOB-1 (copy).json", "notes.lock"])
            await File.WriteAllTextAsync(Path.Combine(_folder.Directory.Jobs, name), "");

        await _folder.NewRunner().RecoverAsync();

        (await _folder.Jobs.ListAsync(CancellationToken.None)).Should().BeEmpty();
    }

    private Task<Job> RunAsync(string target) =>
        _folder.NewRunner().RunAsync(new TestWorkflow((_, _) => Task.CompletedTask, target), null, CancellationToken.None);

    // A job whose process died, and whose record was damaged since.
    private async Task DieAsync(string? damage)
    {
        Directory.CreateDirectory(Made);
        using (_folder.Jobs.TryLock("JOB-1"))
        {
            await _folder.Jobs.SaveAsync(
                new Job
                {
                    Reference = "JOB-1",
                    Workflow = "Test",
                    Target = "the target",
                    TargetReference = "VDB-1",
                    StartedAt = DateTimeOffset.UnixEpoch,
                    CleanUps = [new CleanUp.RemoveFolder(Made)],
                },
                CancellationToken.None);
        }

        if (damage is not null)
            await Damage.DoAsync(Record, damage);
    }
}
