namespace Delphix.Virtualization.Tools.Demo;

/// <summary>
/// A directory tree's whole life, chapter by chapter, on real files. It begins with the tutorial's plugin, and continues with the reference
/// plugin, to which that is upgraded.
/// </summary>
internal static class DemoRun
{
    /// <summary>Runs all chapters.</summary>
    /// <param name="stage">What they work with.</param>
    /// <param name="plugins">The plugins.</param>
    /// <param name="path">A directory to copy the source from; null for a sample tree.</param>
    /// <param name="keep">Whether to leave the datasets as they are in the end.</param>
    public static async Task RunAsync(DemoStage stage, DemoPlugins plugins, string? path, bool keep)
    {
        var (console, tutorial, life) = (stage.Console, new TutorialChapters(stage, plugins), new LifeChapters(stage, plugins));
        await console.ChapterAsync("Prepare a source tree", () => life.PrepareAsync(path));
        await console.ChapterAsync("Link and provision with the tutorial's plugin", tutorial.BeginAsync);
        await console.ChapterAsync("See what it loses", tutorial.LoseAsync);
        await console.ChapterAsync("Upgrade to the reference plugin", tutorial.UpgradeAsync);
        await console.ChapterAsync("Discover what the hosts have", life.DiscoverAsync);
        await console.ChapterAsync("Sync what was lost", life.RepairAsync);
        await console.ChapterAsync("Change the source, and sync", life.SyncAsync);
        await console.ChapterAsync("Provision a VDB from the older snapshot", life.ProvisionAsync);
        await console.ChapterAsync("Change the VDB, snapshot it, change it again, and rewind", life.RewindAsync);
        await console.ChapterAsync("Refresh the VDBs to the newest snapshot", life.RefreshAsync);
        await console.ChapterAsync("Damage a staged file behind rsync's back, and resync", life.ResyncAsync);
        await console.ChapterAsync("Stop, start, disable and enable", life.DisableAsync);
        await console.ChapterAsync("Provision a VDB from the VDB, and an empty one", life.ProvisionMoreAsync);
        await console.ChapterAsync("Export a snapshot to a plain directory", life.ExportAsync);
        var storage = await DemoTables.StorageAsync(stage.Engine, stage.CancellationToken);
        if (!keep)
            await console.ChapterAsync("Delete everything", life.DeleteAsync);
        console.Show(DemoTables.Operations(stage.World.Calls));
        console.Show(storage);
    }
}
