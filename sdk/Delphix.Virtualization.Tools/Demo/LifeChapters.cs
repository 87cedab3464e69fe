using System.Globalization;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Snapshots;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.VirtualSources;
using Delphix.Virtualization.Packaging.Processes;
using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>A directory tree's whole life with the reference plugin; after each step trees are compared item by item.</summary>
internal sealed class LifeChapters(DemoStage stage, DemoPlugins plugins)
{
    private const string Files = DemoStage.Files;
    private const string Copy = "copy";
    private const string CopyOfCopy = "copy-of-copy";
    private const string Blank = "blank";

    private readonly string _copy = stage.MountOf(Copy);
    private readonly string _copyOfCopy = stage.MountOf(CopyOfCopy);
    private TreeListing _before = null!;
    private string _older = "";

    public async Task PrepareAsync(string? path)
    {
        if (path is null)
        {
            var items = await SampleTree.CreateAsync(stage.World.Source, cancellationToken: stage.CancellationToken);
            stage.Console.Note(string.Create(CultureInfo.InvariantCulture, $"{items:N0} items of every ordinary kind"));
        }
        else
        {
            // The directory itself is only read: the source that the demo changes is a copy of it.
            await Tool.RunAsync(
                "cp", ["--archive", "--reflink=auto", "--no-target-directory", "--", Path.GetFullPath(path), stage.World.Source],
                stage.CancellationToken);
            await stage.ExpectEqualAsync(path, stage.World.Source, $"a copy of {path} to work with");
        }

        // Whatever the tree is: a file to delete, and one that a VDB keeps.
        foreach (var name in (string[])[DemoStage.ToDelete, DemoStage.ToKeep])
            await File.WriteAllTextAsync(Path.Combine(stage.World.Source, name), "A file of the demo.\n", stage.CancellationToken);
        // Points into the source by its absolute path, as configuration often does.
        var target = Path.Combine(stage.World.Source, "some", "file");
        File.CreateSymbolicLink(Path.Combine(stage.World.Source, "dvp-demo-absolute-link"), target);
    }

    public async Task DiscoverAsync()
    {
        await stage.RunAsync(stage.World.SourceEnvironment());
        await stage.RunAsync(new EnvironmentRefresh("here"));
        var config = await FindAsync<SourceConfigObject>($"source/{Files}");
        stage.Expect(
            config.Parameters.Any(value => value.Value?.ToString() == stage.World.Source),
            $"the source host offers {config.Name} over SSH, port {stage.World.SshServer.Port}");
        var repositories = await stage.Engine.ListAsync<RepositoryObject>(stage.CancellationToken);
        var index = await CatalogIndex.LoadAsync(stage.Engine, stage.CancellationToken);
        var values = await ObjectValues.LoadAsync(stage.Engine, index, stage.CancellationToken);
        var facts = string.Concat(values.Summary(repositories[0]).Select(value => $", {value.Name} {value.Short}"));
        stage.Expect(repositories.Count == 2, $"both hosts have the repository \"{repositories[0].Name}\"{facts}");
    }

    /// <summary>Gives the dSource what release 1.0.0 did not ask for, and syncs.</summary>
    public async Task RepairAsync()
    {
        await stage.RunAsync(
            new LinkedSourceUpdate(Files, plugins.Parameters.LinkedSource(stage.World.SshServer, stage.Staging)));
        var job = await stage.RunAsync(new LinkedSourceSync(Files, resync: false));
        _older = job.Snapshot!;
        _before = await stage.CaptureAsync(stage.World.Source);
        await stage.ExpectEqualAsync(_before, stage.Staging, "staging = source");
    }

    public async Task SyncAsync()
    {
        var changes = await SampleTree.ChangeAsync(stage.World.Source, cancellationToken: stage.CancellationToken);
        stage.Console.Note($"at the source: {changes.Summary}");
        var job = await stage.RunAsync(new LinkedSourceSync(Files, resync: false));
        await stage.ExpectEqualAsync(stage.World.Source, stage.Staging, "staging = source");
        var index = await CatalogIndex.LoadAsync(stage.Engine, stage.CancellationToken);
        var values = await ObjectValues.LoadAsync(stage.Engine, index, stage.CancellationToken);
        stage.Console.Note(SnapshotText.Of(index.Find<SnapshotObject>(job.Snapshot)!, values));
    }

    public async Task ProvisionAsync()
    {
        await stage.RunAsync(new VirtualSourceProvision(Vdb(Copy, _copy), _older));
        await stage.ExpectEqualAsync(
            _before.WithSymlinksRerooted(stage.World.Source, _copy), _copy,
            "VDB = the source as it was at that sync, its own absolute symlink re-rooted");
    }

    public async Task RewindAsync()
    {
        var changes = await SampleTree.ChangeAsync(_copy, seed: 2, stage.CancellationToken);
        stage.Console.Note($"in the VDB: {changes.Summary}");
        await stage.RunAsync(new VirtualSourceSnapshot(Copy));
        var kept = await stage.CaptureAsync(_copy);
        await SampleTree.ChangeAsync(_copy, seed: 3, stage.CancellationToken);
        var changed = await TreeComparer.CompareAsync(kept, _copy, DemoStage.Options, stage.CancellationToken);
        stage.Expect(!changed.IsEqual, $"changed again: {changed.DifferenceCount} differences from the snapshot");
        await stage.RunAsync(new VirtualSourceRollback(Copy, "@2"));
        await stage.ExpectEqualAsync(kept, _copy, "VDB = its own snapshot");
        await stage.ExpectEqualAsync(stage.World.Source, stage.Staging, "the dSource never noticed");
    }

    public async Task RefreshAsync()
    {
        await stage.RunAsync(new VirtualSourceRefresh(Copy, to: null));
        await stage.RunAsync(new VirtualSourceRefresh(TutorialChapters.Early, to: null));
        var source = await stage.CaptureAsync(stage.World.Source);
        await stage.ExpectEqualAsync(source.WithSymlinksRerooted(stage.World.Source, _copy), _copy, "VDB = source");
        await stage.ExpectEqualAsync(source, stage.MountOf(TutorialChapters.Early), "the VDB of the tutorial's plugin = source");
    }

    public async Task ResyncAsync()
    {
        var damaged = await StagedDamage.MakeAsync(stage.Staging, stage.CancellationToken);
        stage.Console.Note($"one byte of {damaged} differs now, at equal size and time");
        await stage.RunAsync(new LinkedSourceSync(Files, resync: false));
        var unseen = await TreeComparer.CompareAsync(stage.World.Source, stage.Staging, DemoStage.Options, stage.CancellationToken);
        stage.Expect(unseen.DifferenceCount == 1, "a sync trusts size and time, and does not see it");
        await stage.RunAsync(new LinkedSourceSync(Files, resync: true));
        await stage.ExpectEqualAsync(stage.World.Source, stage.Staging, "a resync healed it: staging = source");
    }

    public async Task DisableAsync()
    {
        var before = await stage.CaptureAsync(_copy);
        await stage.RunAsync(new VirtualSourceStop(Copy));
        await stage.RunAsync(new VirtualSourceStart(Copy));
        await stage.RunAsync(new VirtualSourceDisable(Copy));
        await stage.RunAsync(new LinkedSourceDisable(Files));
        stage.Expect(
            !Directory.Exists(_copy) && !Directory.Exists(stage.Staging), "disabled: nothing is mounted, and the folders are gone");
        await stage.RunAsync(new LinkedSourceEnable(Files));
        await stage.RunAsync(new VirtualSourceEnable(Copy));
        await stage.RunAsync(new LinkedSourceWorker(Files));
        await stage.ExpectEqualAsync(before, _copy, "enabled: VDB = as it was");
        var vdb = await stage.Engine.InspectAsync(await FindAsync<VirtualSourceObject>(Copy), stage.CancellationToken);
        var dsource = await stage.Engine.InspectAsync(await FindAsync<LinkedSourceObject>(Files), stage.CancellationToken);
        stage.Expect(
            vdb.Status == Status.Active && dsource.Status == Status.Active,
            $"both are active, {ByteSize.Format(vdb.SizeBytes ?? 0)} each");
    }

    public async Task ProvisionMoreAsync()
    {
        await stage.RunAsync(new VirtualSourceSnapshot(Copy));
        await stage.RunAsync(new VirtualSourceProvision(Vdb(CopyOfCopy, _copyOfCopy), Copy));
        var copy = await stage.CaptureAsync(_copy);
        await stage.ExpectEqualAsync(copy.WithSymlinksRerooted(_copy, _copyOfCopy), _copyOfCopy, "VDB of the VDB = the VDB");
        var blank = stage.MountOf(Blank);
        await stage.RunAsync(new CreateEmptyVdb(Vdb(Blank, blank)));
        stage.Expect(!Directory.EnumerateFileSystemEntries(blank).Any(), "an empty VDB is empty");
    }

    public async Task ExportAsync()
    {
        var export = stage.World.PathOf("export");
        await stage.RunAsync(new SnapshotExport(_older, export));
        await stage.ExpectEqualAsync(_before, export, "plain directory = the source as it was at that sync");
    }

    public async Task DeleteAsync()
    {
        foreach (var vdb in (string[])[Blank, CopyOfCopy, Copy, TutorialChapters.Early])
            await stage.RunAsync(new VirtualSourceDelete(vdb));
        await stage.RunAsync(new LinkedSourceDelete(Files));
        foreach (var environment in (string[])["source", "here"])
            await stage.RunAsync(new EnvironmentRemove(environment));
        await stage.RunAsync(new PluginRemove((await stage.PluginAsync()).Reference));
        stage.Expect(!MountTable.Read().AtOrBelow(stage.World.PathOf()).Any(), "nothing is mounted any more");
        stage.Expect(
            !Directory.Exists(stage.World.PathOf("mnt")) || !Directory.EnumerateFileSystemEntries(stage.World.PathOf("mnt")).Any(),
            "no mount folder is left");
    }

    private Task<T> FindAsync<T>(string name)
        where T : CatalogObject => stage.Engine.FindAsync<T>(name, stage.CancellationToken);

    private NewVirtualSource Vdb(string name, string mountPath) => new(name, "here", null, plugins.Parameters.VirtualSource(mountPath));
}
