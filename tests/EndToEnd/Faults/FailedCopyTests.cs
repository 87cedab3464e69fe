using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>What a copy meets in the trees of either host.</summary>
public sealed class FailedCopyTests(FaultyWorld world) : IClassFixture<FaultyWorld>
{
    private static readonly IReadOnlyList<Fault> Table =
    [
        new("A folder cannot be read", world => Causes.ForbidAsync(world, Path.Combine(world.Source, "folder")))
        {
            Report = world => (
                $"Some files of {world.Source} could not be copied.",
                "The output names them: make them readable for the source user, or exclude them. No snapshot was taken."),
        },
        new("The storage was made read-only", ReadOnlyAsync)
        {
            Report = world => (
                $"What is at {world.Staging}, or a part of it, is read-only.",
                "The output names items in it. If they are in a subvolume, change that with 'btrfs property set -ts PATH ro false', "
                + "where PATH is the subvolume, then try again. If all of the storage is read-only, check the disk of the engine "
                + "directory."),
        },
        new("The storage is unmounted between two passes", world => Causes.SlowAsync(world, "large", kibPerSecond: 256))
        {
            MeanwhileAsync = async world =>
            {
                await Causes.IsWrittenAsync(world, "large");
                // What is in use cannot be unmounted but like this; the rsync that runs continues below it.
                await Tool.RunAsync("umount", ["--lazy", "--", world.Staging], CancellationToken.None);
            },
            Report = world => (
                $"The engine's storage is not mounted at {world.Staging}.",
                "Enable the dataset again: the engine then mounts its storage, or says what is in the way."),
        },
        new("The source vanishes while it is copied", VanishAsync)
        {
            MeanwhileAsync = async world =>
            {
                await Causes.IsWrittenAsync(world, "larger");
                Directory.Delete(Path.Combine(world.Source, "vanishing"), recursive: true);
                Directory.Move(world.Source, world.Source + "-away");
            },
            Report = world => ($"{world.Source} does not exist on 127.0.0.1.", "Check the path of the source config."),
        },
        new("Files vanish while they are copied", VanishAsync)
        {
            MeanwhileAsync = async world =>
            {
                await Causes.IsWrittenAsync(world, "larger");
                Directory.Delete(Path.Combine(world.Source, "vanishing"), recursive: true);
            },
        },
    ];

    public static TheoryData<string> Names => [.. Table.Select(fault => fault.Name)];

    [EngineTheory]
    [MemberData(nameof(Names))]
    public Task Fault_in_a_tree_is_reported_takes_no_snapshot_and_once_it_is_fixed_a_sync_succeeds(string fault) =>
        world.SufferAsync(Table.Single(row => row.Name == fault));

    private static async Task<Func<Task>> ReadOnlyAsync(World world)
    {
        await Tool.RunAsync("mount", ["-o", "remount,bind,ro", "--", world.Staging], CancellationToken.None);
        return () => Tool.RunAsync("mount", ["-o", "remount,bind,rw", "--", world.Staging], CancellationToken.None);
    }

    private static async Task<Func<Task>> VanishAsync(World world)
    {
        for (var i = 0; i < 5; i++)
            world.WriteSource($"vanishing/{i}", "soon gone");
        var undo = await Causes.SlowAsync(world, "larger", kibPerSecond: 256);
        return async () =>
        {
            if (!Directory.Exists(world.Source))
                Directory.Move(world.Source + "-away", world.Source);
            await undo();
        };
    }
}
