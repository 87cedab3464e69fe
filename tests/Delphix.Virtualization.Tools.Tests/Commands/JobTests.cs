using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Tools.Tests.Commands;

public class JobTests
{
    [Fact]
    public async Task Show_of_a_failed_job_has_steps_events_and_the_error()
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.FailedJob);

        (await dvp.RunAsync("job", "show", "JOB-1")).Output.Should().Be("""
            Job:      JOB-1
            Workflow: Linked source sync
            Target:   files (DSOURCE-1)
            State:    FAILED
            Started:  2026-01-31 12:00:00
            Duration: 1 min 05 s
            Steps:
              COMPLETED         12 ms  Mount storage at /mnt/staging
              FAILED            1.5 s  linked.preSnapshot
            Events:
              2026-01-31 12:00:02  3 files vanished.
            Error: The source is missing.
            Action: Make it.
            Output:
                ls: no
                ls: such file

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Show_has_one_line_for_what_others_wrote()
    {
        using var dvp = new Dvp();
        const string Forged = "It is so.\nError: none";
        await dvp.SaveAsync(Samples.FailedJob with { Target = Forged, Events = [new(default, Forged)], Error = new(Forged, Forged, "") });

        (await dvp.RunAsync("job", "show", "JOB-1")).Output.Split('\n').Should().NotContain("Error: none");
    }

    [Fact]
    public async Task Show_with_json_has_all_of_the_job()
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.FailedJob);

        var json = await dvp.JsonAsync("job", "show", "JOB-1");

        json.AsObject().Select(property => property.Key).Should().Equal(
            "name", "reference", "state", "createdAt", "workflow", "target", "targetReference", "startedAt", "finishedAt", "steps",
            "events", "error", "parameters");
        json["state"]!.GetValue<string>().Should().Be("FAILED");
        json["finishedAt"]!.GetValue<string>().Should().Be("2026-01-31T12:01:05.000Z");
        json["steps"]![1]!.ToJsonString().Should().Be(
            """{"name":"linked.preSnapshot","isPluginOperation":true,"state":"FAILED","startedAt":"2026-01-31T12:00:01.000Z","""
                + "\"finishedAt\":\"2026-01-31T12:00:02.500Z\",\"durationMilliseconds\":1500,\"percent\":null,\"detail\":null}");
        json["error"]!["output"]!.GetValue<string>().Should().Be("ls: no\nls: such file");
    }

    [Fact]
    public async Task List_has_a_row_for_each_job()
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.FailedJob);
        await dvp.SaveAsync(Samples.FailedJob with { Reference = "JOB-2", State = JobState.Running, FinishedAt = null, Error = null });
        using var runs = new JobStore(dvp.Engine).TryLock("JOB-2");

        (await dvp.RunAsync("job", "list")).Output.Should().Be("""
            JOB    WORKFLOW            TARGET  STATE    STARTED                DURATION
            JOB-1  Linked source sync  files   FAILED   2026-01-31 12:00:00  1 min 05 s
            JOB-2  Linked source sync  files   RUNNING  2026-01-31 12:00:00           -

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Environment_is_added_shown_and_removed_by_jobs()
    {
        using var dvp = new Dvp();

        var added = await dvp.RunAsync("environment", "add", "local", "--address", "localhost");
        var again = await dvp.RunAsync("environment", "add", "local", "--address", "localhost");
        var quiet = await dvp.RunAsync("environment", "refresh", "local", "-qq");
        var refreshed = await dvp.JsonAsync("environment", "refresh", "local");
        var removed = await dvp.JsonAsync("environment", "remove", "local");

        added.Should().Match<DvpResult>(
            result => result.ExitCode == 0 && result.Output == "Environment 'local' is added: 0 repositories, 0 source configs.\n");
        added.Error.Should().MatchRegex(
            @"^JOB-1: Environment discovery: local\n  done    Make the scratch folder \(\d+.*\)\n  note    No plugin is installed yet");
        again.Should().Be(new DvpResult(1, "", "Error: There is an environment 'local' already.\nAction: Choose another name.\n"));
        quiet.Should().Be(new DvpResult(0, "", ""));
        refreshed["name"]!.GetValue<string>().Should().Be("local");
        removed["workflow"]!.GetValue<string>().Should().Be("Environment remove");
        removed["state"]!.GetValue<string>().Should().Be("COMPLETED");
        (await dvp.JsonAsync("environment", "list")).AsArray().Should().BeEmpty();
    }
}
