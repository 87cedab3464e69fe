using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.EndToEnd.Upgrades;

/// <summary>A world in which the public tutorial's plugin was at work.</summary>
internal static class TutorialWorld
{
    /// <summary>A dSource with a snapshot, and a VDB of it with one of its own. The source has changed since.</summary>
    public static async Task<World> StartAsync()
    {
        var world = await World.StartAsync(install: false);
        await world.RunAsync(new PluginInstall(await ArtifactAsync(world, "1.0.0", nameof(TutorialPlugin.Plugin))));
        await world.RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
        world.WriteSource("a file", "one");
        File.CreateSymbolicLink(Path.Combine(world.Source, "link"), "a file");
        await world.RunAsync(new SourceConfigAdd("here", null, new JsonObject { ["name"] = "files", ["path"] = $"/{world.Source}//" }));
        await world.RunAsync(new LinkedSourceLink("files", "files", "here", new JsonObject { ["sourceAddress"] = "127.0.0.1", ["username"] = Environment.UserName, ["mountLocation"] = world.Staging }));
        await world.ProvisionAsync("copy");
        World.Write(world.PathOf("mnt", "copy", "mine"), "written in the VDB");
        await world.RunAsync(new VirtualSourceSnapshot("copy"));
        world.WriteSource("new", "two");
        return world;
    }

    /// <summary>Writes the artifact of a build that stores what release 1.0.0 does.</summary>
    /// <param name="world">Where to.</param>
    /// <param name="build">The build number.</param>
    /// <param name="member">The property of <see cref="TutorialPlugin"/> that is the plugin.</param>
    public static async Task<string> ArtifactAsync(World world, string build, string member) => await AssemblyArtifact.WriteAsync(
        world.PathOf($"tutorial-{build}.json"), "7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61", "Directory Trees", build,
        await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schemas", "released", "1.0.0.json")), typeof(TutorialPlugin), member);
}
