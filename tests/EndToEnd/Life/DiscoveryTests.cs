using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.EndToEnd.Life;

public sealed class DiscoveryTests
{
    [EngineFact]
    public async Task Refresh_after_the_hosts_list_changed_reconciles_by_identity()
    {
        await using var world = await World.WithDatasetAsync();
        foreach (var folder in (string[])["new", "gone", "manual"])
            Directory.CreateDirectory(world.PathOf(folder));
        await OfferAsync(world, $"files={world.Source}", $"gone={world.PathOf("gone")}");
        await world.RunAsync(
            new SourceConfigAdd("source", null, new JsonObject { ["name"] = "by hand", ["path"] = world.PathOf("manual") }));
        var files = await world.Engine.FindAsync<SourceConfigObject>("files");
        (await NamesAsync(world)).Should().Equal("files", "gone", "by hand");

        // Renamed, vanished and unused, new.
        await OfferAsync(world, $"renamed={world.Source}", $"new={world.PathOf("new")}");
        (await NamesAsync(world)).Should().Equal("renamed", "by hand", "new");
        (await world.Engine.FindAsync<SourceConfigObject>("renamed")).Reference.Should().Be(files.Reference);

        // Vanished but used; what a user added is never removed, and found again it stays the user's.
        await OfferAsync(world, $"discovered={world.PathOf("manual")}");
        (await NamesAsync(world)).Should().Equal("renamed", "by hand");
        await world.SyncAsync();
    }

    [EngineFact]
    public async Task SourceConfig_added_twice_is_refused()
    {
        await using var world = await World.StartAsync();

        var thrown = await world.FailsAsync(
            new SourceConfigAdd("source", null, new JsonObject { ["name"] = "other", ["path"] = world.Source }));

        thrown.Message.Should().StartWith("There is a source config with the same path already: 'files' (");
        thrown.Action.Should().Be("Use that one.");
    }

    [EngineFact]
    public async Task Environment_added_before_the_plugin_says_what_to_do()
    {
        await using var world = await World.StartAsync(install: false);

        var job = await world.RunAsync(new EnvironmentAdd("here", "localhost"));

        job.Events.Select(report => report.Message).Should()
            .Equal("No plugin is installed yet; refresh the environment after installing one.");
        await world.RunAsync(new PluginInstall(await BuiltPlugin.Reference.ArtifactAsync()));
        await world.RunAsync(new EnvironmentRefresh("here"));
        (await world.Engine.ListAsync<RepositoryObject>()).Should().ContainSingle();
    }

    private static async Task OfferAsync(World world, params string[] lines)
    {
        await File.WriteAllLinesAsync(world.PathOf("directories.conf"), lines);
        await world.RunAsync(new EnvironmentRefresh("source"));
    }

    private static async Task<IEnumerable<string>> NamesAsync(World world) =>
        (await world.Engine.ListAsync<SourceConfigObject>()).Select(config => config.Name);
}
