#if UNIX
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.VirtualSources;

namespace DirectoryPlugin.Tests;

/// <summary>
/// The plugin in an engine of the test's own, with real storage and mounts. That takes root; without, the test is skipped.
/// </summary>
public sealed class EngineLifeTests
{
    [EngineFact]
    public async Task Dataset_is_linked_provisioned_and_deleted()
    {
        await using var test = await TestEngine.StartAsync();
        await test.InstallAsync(typeof(PluginRunner).Assembly);
        await test.RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
        await test.RunAsync(new SourceConfigAdd("here", null, new JsonObject { ["name"] = "orders" }));

#if STAGED
        await test.RunAsync(new LinkedSourceLink("orders", "orders", "here", []));
#endif
#if DIRECT
        await test.RunAsync(new LinkedSourceLink("orders", "orders", null, []));
#endif
        await test.RunAsync(new VirtualSourceProvision(new NewVirtualSource("copy", "here", null, []), "orders"));
        await test.RunAsync(new VirtualSourceDelete("copy"));
        await test.RunAsync(new LinkedSourceDelete("orders"));

        test.Calls.Should().OnlyContain(call => call.Succeeded);
        test.Calls.Select(call => call.Operation).Should().Contain(["linked.postSnapshot", "virtual.configure", "virtual.postSnapshot"]);
    }
}
#endif
