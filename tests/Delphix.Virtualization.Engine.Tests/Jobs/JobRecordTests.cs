using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Jobs;

/// <summary>What happens when the end of a job cannot be written down.</summary>
public sealed class JobRecordTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    private string Made => _folder.PathOf("made");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Success_that_cannot_be_recorded_undoes_nothing_and_is_settled_by_the_next_job()
    {
        var blocked = "";
        var act = () => _folder.NewRunner().RunAsync(new TestWorkflow(async (job, _) =>
        {
            await job.UndoByAsync(new CleanUp.RemoveFolder(Made));
            Directory.CreateDirectory(Made);
            blocked = Block(job);
        }), null, CancellationToken.None);

        var thrown = (await act.Should().ThrowAsync<JobFailedException>()).Which;

        thrown.Message.Should().StartWith("The end of the job could not be recorded: ");
        thrown.Action.Should().Be("Check the disk of the engine directory; the next job finishes this one or undoes it.");
        Directory.Exists(Made).Should().BeTrue("the record may say already that the job succeeded");
        Unblock(blocked);
        await _folder.NewRunner().RecoverAsync();
        Directory.Exists(Made).Should().BeTrue("the copy of the record says that the job succeeded");
        (await _folder.Jobs.ListAsync(CancellationToken.None)).Should().ContainSingle().Which.State.Should().Be(JobState.Completed);
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task Failure_that_cannot_be_recorded_is_undone_and_reported_as_it_is()
    {
        var blocked = "";
        var act = () => _folder.NewRunner().RunAsync(new TestWorkflow(async (job, _) =>
        {
            await job.UndoByAsync(new CleanUp.RemoveFolder(Made));
            Directory.CreateDirectory(Made);
            blocked = Block(job);
            throw new UserException("It broke.", "Fix it.", "");
        }), null, CancellationToken.None);

        (await act.Should().ThrowAsync<JobFailedException>()).Which.Message.Should().Be("It broke.");

        Directory.Exists(Made).Should().BeFalse();
        Unblock(blocked);
        await _folder.NewRunner().RecoverAsync();
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task Record_is_marked_once_its_job_is_over_and_not_before()
    {
        UnixFileMode Mark() =>
            File.GetUnixFileMode(Directory.GetFiles(_folder.Directory.Jobs, "*.json").Single()) & UnixFileMode.StickyBit;
        var meanwhile = UnixFileMode.StickyBit;

        await _folder.NewRunner().RunAsync(new TestWorkflow(async (job, _) =>
        {
            await job.UndoByAsync(new CleanUp.RemoveFolder(Made));
            meanwhile = Mark();
        }), null, CancellationToken.None);

        meanwhile.Should().Be(UnixFileMode.None);
        Mark().Should().Be(UnixFileMode.StickyBit);
    }

    [Fact]
    public void Error_of_each_family_is_reported_with_an_action()
    {
        foreach (var cause in (Exception[])
        [
            new UserException("m", "a", "o"),
            new LibraryException(LibraryError.ConnectionFailed, "m"),
            new OperationFailedException("virtual.start", new LibraryException(LibraryError.ConnectionFailed, "m")),
            new OperationFailedException("virtual.start", new ScriptException(new RunResult(3, "", "m"))),
            new OperationFailedException("virtual.start", new InvalidOperationException("m")),
            new OperationNotDefinedException("virtual.start"),
            new NonActionableLibraryException("m"),
            new NonActionableLibraryException("m", new IOException("m")),
            new PluginRuntimeException("m"),
            new InvalidDataException("m"),
            new UnauthorizedAccessException("m"),
            new IOException("m"),
            new InvalidOperationException("m"),
        ])
        {
            var error = JobErrors.Describe(cause);
            error.Message.Should().NotBeEmpty();
            error.Action.Should().NotBeEmpty();
        }
    }

    [Fact]
    public void Error_that_ended_a_call_of_a_library_is_reported_like_its_cause()
    {
        var cause = new UserException("m", "a", "o");

        JobErrors.Describe(new NonActionableLibraryException("The library failed.", cause)).Should().Be(JobErrors.Describe(cause));
    }

    [Theory]
    [InlineData(
        "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.",
        "Find out why its key has changed. If the host was installed anew, remove the old key: the message names the file.")]
    [InlineData(
        "Host key verification failed.",
        "Add the environment with --accept-new-host-key to accept the key at the first contact, or add it to your known_hosts.")]
    [InlineData(
        "Permission denied (publickey).", "Check that the host is up, and that the environment's address, port, user and key are right.")]
    public void Action_for_a_host_that_is_not_reached_is_that_of_its_cause(string stderr, string action) =>
        JobErrors.Describe(new LibraryException(LibraryError.ConnectionFailed, $"host cannot be reached over SSH: {stderr}")).Action
            .Should().Be(action);

    // A record that is a folder cannot be replaced.
    private string Block(JobExecution job)
    {
        var path = Path.Combine(_folder.Directory.Jobs, job.Job.Reference + ".json");
        File.Move(path, path + ".away");
        Directory.CreateDirectory(path);
        return path;
    }

    private static void Unblock(string path)
    {
        Directory.Delete(path);
        File.Move(path + ".away", path);
    }
}
