using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.EndToEnd.Upgrades;

/// <summary><c>dvp plugin upgrade</c> as a program that is killed.</summary>
public sealed class KilledUpgradeTests : IDisposable
{
    private readonly DvpProgram _dvp = new();

    public void Dispose() => _dvp.Dispose();

    [EngineFact]
    public async Task Upgrade_that_is_killed_leaves_the_old_build_and_its_data_in_use_and_can_be_done_again()
    {
        await using var world = await TutorialWorld.StartAsync();
        var artifact = await TutorialWorld.HeldArtifactAsync(
            world.PathOf("held.json"), (await PluginAsync(world)).PluginId, "Directory Trees", "2");
        var hold = Path.Combine(_dvp.Temporary, "hold");
        var inventory = await world.InventoryAsync();

        Directory.CreateDirectory(hold);
        await KillAsync(world, artifact, () => File.Exists(Path.Combine(hold, "held")), "a data migration runs");
        Directory.Delete(hold, recursive: true);
        await ExpectUndoneAsync(world);
        (await world.InventoryAsync()).Should().Be(inventory);

        await using (
            var frozen = await FrozenFolder.StartAsync(
                world.PathOf("engine", "catalog", "snapshot"), world.PathOf("engine", "pool", "mnt", "frozen")))
        {
            await KillAsync(
                world, artifact, () => StoredRepository(world).Contains(HeldMigrations.NewName),
                "the first objects are stored in the new form", frozen.ThawAsync);
            StoredRepository(world).Should().Contain(HeldMigrations.NewName, "it died half-way");
            await ExpectUndoneAsync(world);
        }

        StoredRepository(world).Should().NotContain(HeldMigrations.NewName);
        (await world.InventoryAsync()).Should().Be(inventory);
        await world.RunAsync(new VirtualSourceSnapshot("copy"));
        await world.ProvisionAsync("another");

        var (exitCode, output) = await _dvp.RunAsync($"dvp {Upgrade(world, artifact)} --check && {Command(world, artifact)}");
        exitCode.Should().Be(0, output);
        output.Should().Contain("would go from build 1 to 2 with the data migrations 2.1, 2.2. Nothing was changed.")
            .And.Contain("  ~ name: \"Repository for our First Plugin\" -> \"Renamed\"").And.Contain(
                "Plugin 'Directory Trees' is upgraded to build 2.");
        StoredRepository(world).Should().Contain(HeldMigrations.NewName);
        ExpectReadable(world);
        await world.RunAsync(new VirtualSourceSnapshot("copy"));
    }

    // exec: the process is dvp itself.
    private static string Command(World world, string artifact) => $"exec dvp {Upgrade(world, artifact)}";

    private static string Upgrade(World world, string artifact) => $"plugin upgrade '{artifact}' --engine-dir '{world.PathOf("engine")}'";

    private static string StoredRepository(World world) =>
        File.ReadAllText(world.PathOf("engine", "catalog", "repository", "REPOSITORY-1.json"));

    private static Task<PluginObject> PluginAsync(World world) => world.Engine.FindAsync<PluginObject>("first_plugin");

    private async Task KillAsync(World world, string artifact, Func<bool> isThere, string what, Func<Task>? meanwhileAsync = null)
    {
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _dvp.RunAsync(Command(world, artifact), (_, processId) => started.TrySetResult(processId));
        await Task.WhenAny(started.Task, running).WaitAsync(TimeSpan.FromMinutes(1));
        try
        {
            await Eventually.IsTrueAsync(() => isThere() || running.IsCompleted, what);
            running.IsCompleted.Should().BeFalse("it waits");
            ExpectReadable(world);
        }
        finally
        {
            if (started.Task.IsCompletedSuccessfully)
                LinuxCalls.Kill(started.Task.Result);
        }

        await (meanwhileAsync?.Invoke() ?? Task.CompletedTask);
        (await running).ExitCode.Should().Be(137);
    }

    // All datasets, whatever becomes of the upgrade.
    private static void ExpectReadable(World world)
    {
        File.ReadAllText(Path.Combine(world.Staging, TutorialWorld.Folder, "a file")).Should().Be("one");
        File.ReadAllText(world.PathOf("mnt", "copy", "mine")).Should().Be("written in the VDB");
    }

    private static async Task ExpectUndoneAsync(World world)
    {
        await world.Engine.RecoverAsync();
        ExpectReadable(world);
        (await PluginAsync(world)).BuildNumber.Should().Be("1");
        var job = (await world.Engine.ListJobsAsync())[^1];
        (job.Workflow, job.State, job.Error!.Message).Should()
            .Be(("Plugin upgrade", JobState.Failed, "The engine's process ended while the job ran; what it had done was undone."));
    }

    /// <summary>A folder in which nothing can be changed for a while: a process that tries is held there.</summary>
    private sealed class FrozenFolder(string path, string storage) : IAsyncDisposable
    {
        private bool _isFrozen;

        /// <param name="path">The folder.</param>
        /// <param name="storage">
        /// A folder that is not there yet, on a file system that can be frozen and that nobody else writes to.
        /// </param>
        public static async Task<FrozenFolder> StartAsync(string path, string storage)
        {
            await RunAsync("cp", "-r", "--", path, storage);
            await RunAsync("mount", "--bind", "--", storage, path);
            var folder = new FrozenFolder(path, storage);
            try
            {
                await RunAsync("fsfreeze", "--freeze", storage);
                folder._isFrozen = true;
                return folder;
            }
            catch
            {
                await folder.DisposeAsync();
                throw;
            }
        }

        public async Task ThawAsync()
        {
            if (_isFrozen)
                await RunAsync("fsfreeze", "--unfreeze", storage);
            _isFrozen = false;
        }

        public async ValueTask DisposeAsync()
        {
            await ThawAsync();
            await RunAsync("umount", "--", path);
            Directory.Delete(storage, recursive: true);
        }

        private static Task<ToolResult> RunAsync(string program, params string[] arguments) =>
            Tool.RunAsync(program, arguments, CancellationToken.None);
    }
}
