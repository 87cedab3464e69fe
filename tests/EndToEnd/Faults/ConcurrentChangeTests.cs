using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>What another process does at the worst moment of a job.</summary>
public sealed class ConcurrentChangeTests
{
    [EngineFact]
    public async Task Snapshot_that_a_refresh_is_about_to_clone_cannot_be_deleted_nor_the_old_one()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy", "files@1");
        await world.SyncAsync();
        await using var other = new LocalEngine(world.Engine.Directory);
        var refusals = new List<string>();

        await world.Engine.RunAsync(new VirtualSourceRefresh("copy", "@2"), new AtStep("Clone files@2", () =>
        {
            foreach (var snapshot in (string[])["files@1", "files@2"])
                refusals.Add(Task.Run(() => RefusalAsync(other, snapshot)).GetAwaiter().GetResult());
        }));

        refusals.Should().Equal(
            "The snapshot 'files@1' is in use by the VDB 'copy'.", "The snapshot 'files@2' is in use by the VDB 'copy'.");
        await other.RunAsync(new SnapshotDelete("files@1"));
        await world.RunAsync(new VirtualSourceDisable("copy"));
        await world.RunAsync(new VirtualSourceEnable("copy"));
        await World.ExpectEqualAsync(world.Source, world.PathOf("mnt", "copy"));

        static async Task<string> RefusalAsync(LocalEngine engine, string snapshot) =>
            (await FluentActions.Awaiting(() => engine.RunAsync(new SnapshotDelete(snapshot)))
                .Should().ThrowAsync<JobFailedException>()).Which.Message;
    }

    [EngineFact]
    public async Task Dsource_deleted_while_a_sync_waits_for_it_is_reported_as_deleted()
    {
        await using var world = await World.WithDatasetAsync();
        await using var other = new LocalEngine(world.Engine.Directory);
        Task<UserException>? sync = null;

        await world.Engine.RunAsync(new LinkedSourceDelete("files"), new AtStep("linked.stopStaging", () =>
            sync = FailsAsync(() => other.RunAsync(new LinkedSourceSync("files", resync: false)))));

        (await sync!).Message.Should().BeOneOf("The dSource 'files' has just been deleted.", "There is no dSource 'files'.");
        (world.Volumes().Count, world.Mounts().Count).Should().Be((0, 0));
    }

    private static async Task<UserException> FailsAsync(Func<Task> act) => (await act.Should().ThrowAsync<UserException>()).Which;

    // Does something once, when a step begins; the job waits for it.
    private sealed class AtStep(string name, Action action) : IProgress<Job>
    {
        private bool _done;

        public void Report(Job value)
        {
            if (_done || value.Steps is not [.., { State: JobState.Running } step] || step.Name != name)
                return;
            _done = true;
            action();
        }
    }
}
