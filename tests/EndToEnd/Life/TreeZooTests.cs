using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Life;

public sealed class TreeZooTests
{
    [EngineFact]
    public async Task Zoo_after_every_workflow_is_the_source_item_by_item()
    {
        await using var world = await World.StartAsync();
        await TreeZoo.MakeAsync(world.Source);
        var first = await TreeListing.CaptureAsync(world.Source);

        await world.LinkAsync();
        await World.ExpectEqualAsync(first, world.Staging);
        await TreeZoo.ChangeAsync(world.Source);
        await world.SyncAsync();
        await World.ExpectEqualAsync(world.Source, world.Staging);
        await world.SyncAsync(resync: true);
        await World.ExpectEqualAsync(world.Source, world.Staging);

        var copy = world.PathOf("mnt", "copy");
        var second = (await TreeListing.CaptureAsync(world.Source)).WithSymlinksRerooted(world.Source, copy);
        await world.ProvisionAsync("copy");
        await World.ExpectEqualAsync(second, copy);
        await world.RunAsync(new VirtualSourceSnapshot("copy"));
        await File.WriteAllTextAsync(Path.Combine(copy, "same"), "changed");
        await world.RunAsync(new VirtualSourceRollback("copy", "@1"));
        await World.ExpectEqualAsync(second, copy);
    }
}
