using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.EndToEnd.Upgrades;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging;
using static Delphix.Virtualization.EndToEnd.Support.JobSteps;

namespace Delphix.Virtualization.EndToEnd.Life;

/// <summary>The plugin of the public tutorial: what its pages promise, and what it loses.</summary>
public sealed class TutorialLifeTests
{
    private static readonly string[] SyncSteps = ["linked.mountSpecification", "linked.preSnapshot", SnapshotStep, "linked.postSnapshot"];

    [Fact]
    public async Task Tutorial_plugin_is_release_1_0_0_of_the_reference_plugin()
    {
        var tutorial = await PluginConfig.LoadAsync(InRepository("samples", "tutorial", "plugin_config.yml"));
        var reference = await PluginConfig.LoadAsync(InRepository("plugin_config.yml"));

        (tutorial.Id, tutorial.ExternalVersion).Should().Be((reference.Id, "1.0.0"));
        (tutorial.BuildNumber < reference.BuildNumber).Should().BeTrue();
        var schemas = await SchemasAsync("samples", "tutorial", "schema.json");
        var released = await SchemasAsync("schemas", "released", "1.0.0.json");
        JsonNode.DeepEquals(schemas, released).Should().BeTrue("it stores what the release stored");
    }

    [EngineFact]
    public async Task Tutorial_plugin_lives_from_discovery_to_deletion()
    {
        await using var world = await TutorialWorld.InstallAsync();
        (await world.Engine.ListAsync<RepositoryObject>()).Select(found => found.Name).Should().Equal("Repository for our First Plugin");
        (await world.Engine.ListAsync<SourceConfigObject>()).Select(added => added.Name).Should().Equal(["files"], "only users add any");
        await LinkAndSyncAsync(world);
        await ProvisionAndRewindAsync(world);
        await FailAsync(world);
        await world.RunAsync(new VirtualSourceDelete("copy"));
        await world.RunAsync(new LinkedSourceDelete("files"));
        (world.Volumes().Count, world.Mounts().Count).Should().Be((0, 0));
    }

    private static async Task LinkAndSyncAsync(World world)
    {
        world.WriteSource("a file", "one");
        world.WriteSource("folder/another", "two");
        File.CreateSymbolicLink(Path.Combine(world.Source, "link"), "a file");

        await TutorialWorld.LinkAsync(world);
        Steps((await world.Engine.ListJobsAsync())[^1]).Should().Equal([CreateStep, "linked.mountSpecification", MountStep, .. SyncSteps]);
        Files(world.Staging).Should().BeEquivalentTo(["source/a file", "source/folder/another"], "rsync -r takes no symlink");

        world.WriteSource("a file", "changed");
        Directory.Delete(Path.Combine(world.Source, "folder"), recursive: true);
        var (exitCode, output) = await TutorialWorld.RunAsync(world, "dsource sync files");
        exitCode.Should().Be(0, output);
        Steps((await world.Engine.ListJobsAsync())[^1]).Should().Equal(SyncSteps);
        Files(world.Staging).Should().BeEquivalentTo(["source/a file", "source/folder/another"], "rsync -r deletes nothing");
        Read(world.Staging).Should().Be("changed");
    }

    private static async Task ProvisionAndRewindAsync(World world)
    {
        var copy = world.PathOf("mnt", "copy");
        Steps(await world.ProvisionAsync("copy", "files@1"))
            .Should().Equal(CloneStep, "virtual.mountSpecification", MountStep, "virtual.configure", SnapshotStep, "virtual.postSnapshot");
        Read(copy).Should().Be("one");
        (await world.VdbAsync("copy")).SourceConfigParameters.ToJsonString()
            .Should().Be(new JsonObject { ["name"] = $"VDB mounted at {copy}", ["path"] = copy }.ToJsonString());

        World.Write(Path.Combine(copy, "mine"), "written in the VDB");
        await world.RunAsync(new VirtualSourceSnapshot("copy"));
        await world.RunAsync(new VirtualSourceRefresh("copy", null));
        (Read(copy), File.Exists(Path.Combine(copy, "mine"))).Should().Be(("changed", false));
        Steps(await world.RunAsync(new VirtualSourceRollback("copy", "@2")))
            .Should().Equal(UnmountStep, CloneStep, "virtual.mountSpecification", MountStep, "virtual.reconfigure");
        (Read(copy), File.Exists(Path.Combine(copy, "mine"))).Should().Be(("one", true));
        (await world.Engine.ListAsync<SnapshotObject>()).Should().HaveCount(4).And.OnlyContain(snapshot => snapshot.Parameters.Count == 0);
    }

    private static async Task FailAsync(World world)
    {
        var (exitCode, output) = await TutorialWorld.RunAsync(world, "dsource sync files", canLogIn: false);

        (exitCode, output).Should().Be((1, output));
        output.Should().Contain($"rsync could not copy //{world.Source}.")
            .And.Contain($"log in at {world.Ssh.Address} by SSH without a password");
        (await world.SnapshotsAsync()).Should().HaveCount(4);
    }

    private static string Read(string dataset) => File.ReadAllText(Path.Combine(dataset, TutorialWorld.Folder, "a file"));

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path));

    private static async Task<JsonNode?> SchemasAsync(params string[] path) =>
        JsonNode.Parse(await File.ReadAllTextAsync(InRepository(path)));

    private static string InRepository(params string[] path) => Path.Combine([Repository.Root, .. path]);
}
