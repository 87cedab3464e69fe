using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.VirtualSources;

namespace DirectoryPlugin.Tests.Contract;

/// <summary>
/// The plugin, from its build, in an engine of the test's own. <c>tests/EndToEnd</c> looks at everything else that can happen.
/// </summary>
public sealed class EngineLifeTests
{
    [EngineFact]
    public async Task Tree_is_linked_and_provisioned()
    {
        await using var test = await TestEngine.StartAsync();
        await test.InstallAsync(typeof(PluginRunner).Assembly);
        await test.RunAsync(test.SourceHost());
        await test.RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
        Directory.CreateDirectory(test.PathOf("tree", "folder"));
        await File.WriteAllTextAsync(test.PathOf("tree", "folder", "file"), "text");

        await test.RunAsync(new SourceConfigAdd("source", null, new JsonObject { ["name"] = "files", ["path"] = test.PathOf("tree") }));
        await test.RunAsync(new LinkedSourceLink("files", "files", "here", LinkedSource(test)));
        await test.RunAsync(new VirtualSourceProvision(
            new NewVirtualSource("copy", "here", null, new JsonObject { ["mountLocation"] = test.PathOf("copy") }), "files"));

        var comparison = await TreeComparer.CompareAsync(test.PathOf("tree"), test.PathOf("copy"));
        comparison.IsEqual.Should().BeTrue(comparison.ToString());
        string[] called = ["linked.preSnapshot", "linked.postSnapshot", "virtual.configure", "virtual.postSnapshot"];
        test.Calls.Select(call => call.Operation).Should().Contain(called);
    }

    // Another VDB may be mounted where it was.
    [EngineFact]
    public async Task Vdb_that_was_moved_while_it_was_disabled_has_no_links_to_where_it_was()
    {
        await using var test = await TestEngine.StartAsync();
        await test.InstallAsync(typeof(PluginRunner).Assembly);
        await test.RunAsync(test.SourceHost());
        await test.RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
        Directory.CreateDirectory(test.PathOf("tree"));
        File.CreateSymbolicLink(test.PathOf("tree", "link"), test.PathOf("tree", "file"));
        await test.RunAsync(new SourceConfigAdd("source", null, new JsonObject { ["name"] = "files", ["path"] = test.PathOf("tree") }));
        await test.RunAsync(new LinkedSourceLink("files", "files", "here", LinkedSource(test)));
        await test.RunAsync(
            new VirtualSourceProvision(
                new NewVirtualSource("copy", "here", null, new JsonObject { ["mountLocation"] = test.PathOf("old") }), "files"));
        File.CreateSymbolicLink(test.PathOf("old", "own"), test.PathOf("old", "file"));

        await test.RunAsync(new VirtualSourceDisable("copy"));
        await test.RunAsync(new VirtualSourceUpdate("copy", new JsonObject { ["mountLocation"] = test.PathOf("new") }));
        await test.RunAsync(new VirtualSourceEnable("copy"));

        foreach (var link in (string[])["link", "own"])
            File.ResolveLinkTarget(test.PathOf("new", link), returnFinalTarget: false)!.FullName.Should().Be(test.PathOf("new", "file"));
    }

    private static JsonObject LinkedSource(TestEngine test) => new()
    {
        ["sourceAddress"] = test.SshServer.Address,
        ["sshPort"] = test.SshServer.Port,
        ["username"] = test.SshServer.UserName,
        ["identityFile"] = test.SshServer.IdentityFile,
        ["acceptNewHostKey"] = true,
        ["mountLocation"] = test.PathOf("staging"),
    };
}
