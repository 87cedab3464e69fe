using System.Security.Cryptography;

namespace Delphix.Virtualization.Bridge.Tests.Life;

/// <summary>What goes wrong while rsync really copies.</summary>
public sealed class SyncFaultTests
{
    private const int SlowKiBps = 1024;

    [RootFact("rsync", "ssh", "sshd")]
    public async Task Sync_whose_plugin_host_is_killed_fails_leaves_nothing_running_and_can_be_repeated()
    {
        await using var world = await TreeWorld.StartAsync();
        var engine = await world.StartEngineAsync();
        var (dataset, sync) = await StartSlowSyncAsync(world, engine);

        await world.Host.KillAsync();
        await world.StartHostAsync();

        var error = (await sync.Invoking(task => task).Should().ThrowAsync<EngineErrorException>()).Which;
        error.Type.Should().Be("UserError");
        error.Text.Should().StartWith($"The connection to the plugin host at {world.Host.EndPoint} broke while linked.preSnapshot ran");
        error.Action.Should().Contain("run the job again");
        await Eventually.IsTrueAsync(() => world.Copying().Count == 0, "nothing is left running on the hosts");
        await ShouldSyncAsync(world, engine, dataset);
    }

    [RootFact("rsync", "ssh", "sshd")]
    public async Task Sync_whose_engine_dies_is_cancelled_leaves_nothing_running_and_can_be_repeated()
    {
        await using var world = await TreeWorld.StartAsync();
        var engine = await world.StartEngineAsync();
        var (dataset, sync) = await StartSlowSyncAsync(world, engine);

        engine.Plugin.Kill();

        await sync.Invoking(task => task).Should().ThrowAsync<InvalidOperationException>();
        await Eventually.IsTrueAsync(() => world.Copying().Count == 0, "nothing is left running on the hosts");
        await Eventually.IsTrueAsync(
            () => world.Host.Log.Any(line => line.Contains("ended during a call, which is cancelled", StringComparison.Ordinal)),
            "the operation is cancelled");
        await Eventually.IsTrueAsync(
            async () => (await world.Host.AskHealthAsync()).State["calls"]!.GetValue<int>() == 0, "the operation has ended");
        await ShouldSyncAsync(world, await world.StartEngineAsync(), dataset);
    }

    [RootFact("rsync", "ssh", "sshd")]
    public async Task Sync_over_a_slow_network_works()
    {
        await using var world = await TreeWorld.StartAsync();
        await using var network = new SlowNetwork(world.Host.EndPoint);
        world.Bridge.ChangeSettings(settings => settings["port"] = network.EndPoint.Port);
        await File.WriteAllTextAsync(Path.Combine(world.Source, "file"), "text");
        var engine = await world.StartEngineAsync();

        var (dataset, _) = await engine.LinkAsync(world.SourceConfig, world.LinkedSource());

        (await TreeComparer.CompareAsync(world.Source, dataset.Path)).IsEqual.Should().BeTrue();
        network.Pieces.Should().BeGreaterThan(100);
    }

    [RootFact("rsync", "ssh", "sshd")]
    public async Task Ten_syncs_at_once_take_less_than_300_megabytes_of_a_plugin_host()
    {
        const int Count = 10;
        await using var world = await TreeWorld.StartAsync();
        await WriteLargeFileAsync(world, 4);
        var engines = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => world.StartEngineAsync()));

        var syncs = Task.WhenAll(engines.Select((engine, number) =>
        {
            var parameters = world.LinkedSource($"staging-{number}");
            parameters["bandwidthLimitKiBps"] = SlowKiBps;
            return engine.LinkAsync(world.SourceConfig, parameters);
        }));
        await Eventually.IsTrueAsync(
            async () => (await world.Host.AskHealthAsync()).State["calls"]!.GetValue<int>() == Count, "all syncs run at once");
        foreach (var (dataset, _) in await syncs)
            (await TreeComparer.CompareAsync(world.Source, dataset.Path)).IsEqual.Should().BeTrue();

        (world.Host.PeakMemory / 1_000_000).Should().BeLessThan(300);
    }

    // Its rsync has copied a part, and has seconds to go.
    private static async Task<(Dataset Dataset, Task Sync)> StartSlowSyncAsync(TreeWorld world, TreeEngine engine)
    {
        await WriteLargeFileAsync(world, 32);
        var parameters = world.LinkedSource();
        parameters["bandwidthLimitKiBps"] = SlowKiBps;
        var dataset = await engine.EnableAsync(world.SourceConfig, parameters);
        var sync = engine.SyncAsync(dataset);
        await Eventually.IsTrueAsync(
            () => Directory.EnumerateFiles(dataset.Path, "*large*").Any(file => new FileInfo(file).Length > 0), "rsync copies");
        world.Copying().Should().NotBeEmpty();
        return (dataset, sync);
    }

    private static async Task ShouldSyncAsync(TreeWorld world, TreeEngine engine, Dataset dataset)
    {
        dataset.Parameters.Remove("bandwidthLimitKiBps");
        await engine.SyncAsync(dataset);
        var comparison = await TreeComparer.CompareAsync(world.Source, dataset.Path);
        comparison.IsEqual.Should().BeTrue(comparison.ToString());
    }

    private static Task WriteLargeFileAsync(TreeWorld world, int megabytes) =>
        File.WriteAllBytesAsync(Path.Combine(world.Source, "large"), RandomNumberGenerator.GetBytes(megabytes << 20));
}
