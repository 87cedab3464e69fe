using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.EndToEnd.Upgrades;

/// <summary>A world with the public tutorial's plugin, which is release 1.0.0 of the reference plugin.</summary>
internal static class TutorialWorld
{
    /// <summary>
    /// Where datasets have the source's files. The plugin gives rsync a path without a slash at its end, so rsync copies the directory
    /// itself.
    /// </summary>
    public const string Folder = "source";

    /// <summary>A dSource with a snapshot, and a VDB of it with one of its own. The source has changed since.</summary>
    public static async Task<World> StartAsync()
    {
        var world = await InstallAsync();
        return await world.WithAsync(async () =>
        {
            world.WriteSource("a file", "one");
            File.CreateSymbolicLink(Path.Combine(world.Source, "link"), "a file");
            await LinkAsync(world);
            await world.ProvisionAsync("copy");
            World.Write(world.PathOf("mnt", "copy", "mine"), "written in the VDB");
            await world.RunAsync(new VirtualSourceSnapshot("copy"));
            world.WriteSource("new", "two");
        });
    }

    /// <summary>Only the plugin, one host and the source config of the source, which is not linked.</summary>
    public static async Task<World> InstallAsync()
    {
        var world = await World.StartAsync(install: false);
        return await world.WithAsync(async () =>
        {
            await world.RunAsync(new PluginInstall(await BuiltPlugin.Tutorial.ArtifactAsync()));
            await world.RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
            await world.RunAsync(new SourceConfigAdd("here", null, new JsonObject { ["name"] = "files", ["path"] = $"//{world.Source}" }));
        });
    }

    /// <summary>Links the source as the dSource "files".</summary>
    public static async Task LinkAsync(World world)
    {
        var (exitCode, output) = await RunAsync(
            world,
            $"dsource link files --source-config files --staging-environment here --param sourceAddress={world.Ssh.Address} "
            + $"--param username={world.Ssh.UserName} --param mountLocation='{world.Staging}'");
        exitCode.Should().Be(0, output);
    }

    /// <summary>
    /// Runs dvp as a program, because its user's SSH must know how to reach the source host: the plugin gives it neither a port nor a key.
    /// </summary>
    /// <param name="world">The world whose engine is asked.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="canLogIn">Whether SSH reaches the source host.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(World world, string command, bool canLogIn = true)
    {
        using var dvp = new DvpProgram();
        var ssh = $"ssh -F none -p {world.Ssh.Port} -i {world.Ssh.IdentityFile} "
            + "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null";
        return await dvp.RunAsync($"RSYNC_RSH='{(canLogIn ? ssh : "false")}' dvp {command} --engine-dir '{world.PathOf("engine")}'");
    }

    /// <summary>Writes the artifact of a build of <see cref="HeldPlugin"/>.</summary>
    /// <param name="path">The artifact file.</param>
    /// <param name="id">The plugin's id.</param>
    /// <param name="name">The plugin's name.</param>
    /// <param name="build">The build number.</param>
    /// <param name="member">The property of <see cref="HeldPlugin"/> that is the plugin.</param>
    public static async Task<string> HeldArtifactAsync(
        string path, string id, string name, string build, string member = nameof(HeldPlugin.Plugin))
    {
        var schema = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "schemas", "released", "1.0.0.json"));
        return await AssemblyArtifact.WriteAsync(path, id, name, build, schema, typeof(HeldPlugin), member);
    }
}
