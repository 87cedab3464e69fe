using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>What a sync meets in storage that has become too small for the source.</summary>
public sealed class FullStorageTests(FullStorageTests.SmallStorage world) : IClassFixture<FullStorageTests.SmallStorage>
{
    private static readonly IReadOnlyList<Fault> Table =
    [
        new("The storage has no room for a new file", async world =>
        {
            await File.WriteAllBytesAsync(Path.Combine(world.Source, "larger"), Causes.Large(1));
            return await LimitAsync(world, "size", "used", unit: 1024, more: 512 << 10);
        })
        {
            Report = world => (
                $"The storage at {world.Staging} is full.",
                "Free space in the engine's storage, for example by deleting snapshots that are not needed, then try again."),
        },
        new("The storage is too small for a first copy", async world =>
        {
            foreach (var item in new DirectoryInfo(world.Staging).EnumerateFileSystemInfos())
                await Tool.RunAsync("rm", ["-r", "--", item.FullName], CancellationToken.None);
            return await LimitAsync(world, "size", "used", unit: 1024, more: 512 << 10);
        })
        {
            Report = world => (
                $"The storage at {world.Staging} is too small: the source takes * bytes, * are free.",
                "Give the engine more storage, for example by deleting snapshots that are not needed, or exclude what is not needed."),
        },
        new("The storage has no inodes for new files", async world =>
        {
            for (var i = 0; i < 20; i++)
                world.WriteSource($"many/{i}", "small");
            return await LimitAsync(world, "nr_inodes", "iused", unit: 1, more: 10);
        })
        {
            Report = world => (
                $"The storage at {world.Staging} cannot hold more items.",
                "Give the engine storage with more inodes, or exclude what is not needed, then try again."),
        },
    ];

    public static TheoryData<string> Names => [.. Table.Select(fault => fault.Name)];

    [EngineTheory]
    [MemberData(nameof(Names))]
    public Task Storage_that_runs_out_is_reported_takes_no_snapshot_and_with_more_a_sync_succeeds(string fault) =>
        world.SufferAsync(Table.Single(row => row.Name == fault));

    private static async Task<Func<Task>> LimitAsync(World world, string limit, string used, int unit, int more)
    {
        var pool = world.PathOf("engine", "pool");
        await Tool.RunAsync(
            "bash",
            [
                "-euc", "mount -o \"remount,$2=$(($(df --output=\"$3\" -- \"$1\" | tail -n 1) * $4 + $5))\" -- \"$1\"", "bash", pool, limit,
                used, $"{unit}", $"{more}"
            ],
            CancellationToken.None);
        return () => Tool.RunAsync("mount", ["-o", $"remount,{SmallStorage.Limits}", "--", pool], CancellationToken.None);
    }

    /// <summary>A world whose storage is a file system that can be made smaller and larger.</summary>
    public sealed class SmallStorage : FaultyWorld
    {
        internal const string Limits = "size=128m,nr_inodes=10000";

        private protected override async Task<World> StartAsync(TimeProvider clock)
        {
            var world = await World.StartAsync(StorageDriver.Copy, clock: clock);
            var pool = Directory.CreateDirectory(world.PathOf("engine", "pool")).FullName;
            await Tool.RunAsync("mount", ["-t", "tmpfs", "-o", Limits, "tmpfs", pool], CancellationToken.None);
            return world;
        }
    }
}
