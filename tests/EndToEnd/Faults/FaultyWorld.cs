using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>
/// A world with a healthy dSource for one fault after the other, and a new one after a fault that did not end as it should.
/// </summary>
public class FaultyWorld : IAsyncLifetime
{
    private HastyClock _clock = new();
    private World? _world;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
    }

    /// <summary>
    /// Causes a fault in the sync of a changed source. When that fails there is no new snapshot, and nothing else has changed in the
    /// engine. However it ends, the snapshot before it is as it was, nothing keeps running, and once the fault is fixed a sync makes the
    /// dataset equal.
    /// </summary>
    internal async Task SufferAsync(Fault fault)
    {
        var world = _world ?? await CreateAsync();
        _world = null;
        try
        {
            await SufferAsync(fault, world);
            _world = world;
        }
        finally
        {
            if (_world is null)
                await world.DisposeAsync();
        }
    }

    private async Task SufferAsync(Fault fault, World world)
    {
        var snapshots = await world.SnapshotsAsync();
        var reference = (await world.Engine.FindAsync<SnapshotObject>(snapshots[^1])).Reference;
        var last = world.Volumes().Single(folder => Path.GetFileName(folder) == reference);
        var before = await TreeListing.CaptureAsync(last);
        _clock.Pauses.Clear();
        world.WriteSource("a file", fault.Name);
        world.WriteSource("folder/new", fault.Name);
        var undo = await fault.CauseAsync(world);
        var kept = await KeptAsync(world);

        var sync = world.SyncAsync();
        if (fault.MeanwhileAsync is not null)
            await fault.MeanwhileAsync(world);
        if (fault.Report?.Invoke(world) is { } report)
        {
            var thrown = (await sync.Invoking(task => task).Should().ThrowAsync<UserException>()).Which;
            thrown.Message.Should().Match(report.Message, thrown.Output);
            thrown.Action.Should().Be(report.Action);
            (await KeptAsync(world)).Should().Equal(kept);
        }
        else
        {
            await sync;
            await World.ExpectEqualAsync(world.Source, world.Staging);
        }

        _clock.Pauses.Select(pause => (int)pause.TotalSeconds).Should().Equal(fault.Pauses);
        await World.ExpectEqualAsync(before, last);
        await Eventually.IsTrueAsync(
            () => world.SyncProcesses().All(process => fault.LeavesConnection && IsIdleConnection(process)), "the sync has ended");

        await undo();
        await world.SyncAsync();
        await World.ExpectEqualAsync(world.Source, world.Staging);
        world.Scratch().Should().ContainSingle("a sync takes away what it worked with");
        (await world.SnapshotsAsync()).Should().Equal([.. snapshots, .. Numbers(snapshots.Count + 1, fault.Report is null ? 2 : 1)]);
    }

    private async Task<World> CreateAsync()
    {
        var world = await StartAsync(_clock = new HastyClock());
        world.WriteSource("a file", "one");
        world.WriteSource("folder/another", "two");
        await File.WriteAllBytesAsync(Path.Combine(world.Source, "large"), Causes.Large(0));
        await world.LinkAsync();
        await World.ExpectEqualAsync(world.Source, world.Staging);
        return world;
    }

    private protected virtual Task<World> StartAsync(TimeProvider clock) => World.StartAsync(clock: clock);

    // All of the inventory but where it is mounted, and what a sync works with.
    private static async Task<IEnumerable<string>> KeptAsync(World world) =>
        (await world.InventoryAsync()).Split('\n')
            .Where(line => line != world.Staging && !line.Contains("/scratch/", StringComparison.Ordinal));

    private static bool IsIdleConnection(RunningProcess process) =>
        process.CommandLine.Contains("[mux]", StringComparison.Ordinal) || process.Name.StartsWith("sshd", StringComparison.Ordinal);

    private static IEnumerable<string> Numbers(int first, int count) => Enumerable.Range(first, count).Select(number => $"files@{number}");
}
