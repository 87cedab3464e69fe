using System.Diagnostics;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>A workflow that fails half-way leaves a dataset as it was, mounted and with its old data.</summary>
public sealed class FailedChangeTests
{
    [EngineFact]
    public async Task RefreshAndRollback_while_a_process_uses_the_mount_leave_the_vdb_as_it_was()
    {
        await using var world = await World.WithDatasetAsync();
        var (path, before) = await ProvisionAsync(world);
        world.WriteSource("a file", "newer");
        await world.SyncAsync();
        var inventory = await world.InventoryAsync();
        using (await UseAsync(path))
        {
            foreach (var workflow in (Workflow[])[
                new VirtualSourceRefresh("copy", null),
                new VirtualSourceRollback("copy", "@1"),
                new VirtualSourceDisable("copy"),
                new VirtualSourceDelete("copy"),
            ])
            {
                var thrown = await world.FailsAsync(workflow);
                thrown.Message.Should().Be($"Cannot unmount {path}.");
                thrown.Action.Should().StartWith("Stop the programs that use files below ");
                (await world.InventoryAsync()).Should().Be(inventory, "{0} changed nothing", workflow.Title);
                await World.ExpectEqualAsync(before, path);
            }
        }

        await world.RunAsync(new VirtualSourceRefresh("copy", null));
        await World.ExpectEqualAsync(world.Source, path);
    }

    [EngineFact]
    public async Task Refresh_whose_configure_fails_leaves_the_vdb_as_it_was()
    {
        await using var world = await World.WithDatasetAsync();
        var (path, before) = await ProvisionAsync(world);
        world.WriteSource("a file", "newer");
        await world.SyncAsync();
        var inventory = await world.InventoryAsync();
        var vdb = await world.VdbAsync("copy");
        // The plugin cannot give the tree to an owner that the kernel does not know.
        var broken = vdb with { Parameters = new() { ["mountLocation"] = path, ["rerootSymlinks"] = true, ["ownerUid"] = -5 } };
        var store = new CatalogStore(world.Engine.Directory);
        await store.SaveAsync(broken, CancellationToken.None);

        await world.FailsAsync(new VirtualSourceRefresh("copy", null));

        await store.SaveAsync(vdb, CancellationToken.None);
        (await world.InventoryAsync()).Should().Be(inventory);
        await World.ExpectEqualAsync(before, path);
        await world.RunAsync(new VirtualSourceRefresh("copy", null));
        await World.ExpectEqualAsync(world.Source, path);
    }

    [EngineFact]
    public async Task DisableAndDelete_while_a_process_uses_the_staging_leave_the_dsource_as_it_was()
    {
        await using var world = await World.WithDatasetAsync();
        var inventory = await world.InventoryAsync();
        using (await UseAsync(world.Staging))
        {
            (await world.FailsAsync(new LinkedSourceDisable("files"))).Message.Should().Be($"Cannot unmount {world.Staging}.");
            (await world.FailsAsync(new LinkedSourceDelete("files"))).Message.Should().Be($"Cannot unmount {world.Staging}.");
        }

        (await world.InventoryAsync()).Should().Be(inventory);
        await world.SyncAsync();
        await world.RunAsync(new LinkedSourceDelete("files"));
        (world.Volumes().Count, world.Mounts().Count, world.Scratch().Count).Should().Be((0, 0, 0));
    }

    private static async Task<(string Path, TreeListing Before)> ProvisionAsync(World world)
    {
        await world.ProvisionAsync("copy");
        var path = world.PathOf("mnt", "copy");
        World.Write(Path.Combine(path, "own"), "work of the VDB's user");
        return (path, await TreeListing.CaptureAsync(path));
    }

    private static async Task<BusyFolder> UseAsync(string folder)
    {
        var process = Process.Start(new ProcessStartInfo("bash", ["-c", "echo here; read -r _"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        (await process.StandardOutput.ReadLineAsync()).Should().Be("here");
        return new BusyFolder(process);
    }

    private sealed class BusyFolder(Process process) : IDisposable
    {
        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
