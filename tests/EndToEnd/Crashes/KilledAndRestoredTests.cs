using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.EndToEnd.Crashes;

/// <summary>A refresh is killed, and then a part of the engine's directory is lost, damaged, or put back from an older backup.</summary>
public sealed class KilledAndRestoredTests(KillWorld world) : IClassFixture<KillWorld>
{
    // Its clone is made and mounted, and its VDB is configured.
    private static readonly Kill InConfigure = new(Step: 6, Instant.Done, Fraction: 0, Victim.Tree);

    [EngineTheory]
    [InlineData("catalog")]
    [InlineData("last-good")]
    [InlineData("locks")]
    [InlineData("pool/references")]
    [InlineData("catalog/references")]
    public Task Job_that_is_killed_is_undone_though_a_part_is_from_an_older_backup(string part) => SufferAsync(
        world => ReplaceAsync(world.PathOf("engine", part), world.PathOf("backup")),
        world => ReplaceAsync(world.PathOf("backup"), world.PathOf("engine", part)));

    [EngineTheory]
    [InlineData("catalog/vdb/VDB-1.json")]
    [InlineData("last-good/vdb")]
    [InlineData("locks")]
    [InlineData("pool/references")]
    [InlineData("catalog/references")]
    public Task Job_that_is_killed_is_undone_though_a_part_is_missing(string part) => SufferAsync(
        _ => Task.CompletedTask,
        world => Tool.RunAsync("rm", ["-r", "--", world.PathOf("engine", part)], CancellationToken.None));

    [EngineFact]
    public Task Job_that_is_killed_is_undone_though_all_lock_files_are_missing() => SufferAsync(
        _ => Task.CompletedTask,
        world => Tool.RunAsync("find", [world.PathOf("engine", "jobs"), "-name", "*.lock", "-delete"], CancellationToken.None));

    [EngineFact]
    public Task Job_that_is_killed_is_undone_once_its_damaged_record_is_restored() => SufferAsync(_ => Task.CompletedTask, async world =>
    {
        var dead = (await world.Engine.ListJobsAsync())[^1];
        await File.WriteAllTextAsync(world.PathOf("engine", "jobs", $"{dead.Reference}.json"), "{");
        (await world.FailsAsync(new VirtualSourceSnapshot("copy"))).Message.Should().Contain(dead.Reference);
        await using var other = new LocalEngine(world.Engine.Directory);
        await other.RestoreAsync(dead.Reference);
        await Tool.RunAsync("rm", ["-r", "--", world.PathOf("engine", "damaged")], CancellationToken.None);
    });

    private async Task SufferAsync(Func<World, Task> beforehandAsync, Func<World, Task> meanwhileAsync)
    {
        var refresh = KillableWorkflow.All[typeof(VirtualSourceRefresh)] with
        {
            PrepareAsync = beforehandAsync,
            MeanwhileAsync = meanwhileAsync,
        };
        await world.SufferAsync(refresh, steps =>
        {
            steps[InConfigure.Step - 1].Should().Be("virtual.configure");
            return [InConfigure];
        });
    }

    private static async Task ReplaceAsync(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);
        await Tool.RunAsync("cp", ["-a", "--", from, to], CancellationToken.None);
    }
}
