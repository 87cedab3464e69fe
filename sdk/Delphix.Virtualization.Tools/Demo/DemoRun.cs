using System.Globalization;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Snapshots;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.VirtualSources;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Packaging.Processes;
using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>A directory tree's whole life, chapter by chapter, on real files; after each step trees are compared item by item.</summary>
internal sealed class DemoRun(EngineWorld world, DemoPlugin plugin, DemoConsole console, CancellationToken cancellationToken)
{
    private const string Files = "files";
    private const string Copy = "copy";
    private const string CopyOfCopy = "copy-of-copy";
    private const string Blank = "blank";

    private static readonly TreeComparisonOptions Options = new() { IgnoreOwners = !Environment.IsPrivilegedProcess };

    private readonly LocalEngine _engine = world.Engine;
    private readonly string _staging = world.PathOf("mnt", "staging");
    private readonly string _copy = world.PathOf("mnt", Copy);
    private readonly string _copyOfCopy = world.PathOf("mnt", CopyOfCopy);
    private TreeListing _first = null!;
    private string _installed = "";

    /// <summary>Runs all chapters.</summary>
    /// <param name="path">A directory to copy the source from; null for a sample tree.</param>
    public async Task RunAsync(string? path)
    {
        await console.ChapterAsync("Prepare a source tree", () => PrepareAsync(path));
        await console.ChapterAsync(plugin.ArtifactPath is null ? "Build the plugin and install it" : "Install the plugin", InstallAsync);
        await console.ChapterAsync("Discover what the hosts have", DiscoverAsync);
        await console.ChapterAsync("Link: the first sync", LinkAsync);
        await console.ChapterAsync("Change the source, and sync", SyncAsync);
        await console.ChapterAsync("Provision a VDB from the older snapshot", ProvisionAsync);
        await console.ChapterAsync("Change the VDB, snapshot it, change it again, and rewind", RewindAsync);
        await console.ChapterAsync("Refresh the VDB to the newest snapshot", RefreshAsync);
        await console.ChapterAsync("Damage a staged file behind rsync's back, and resync", ResyncAsync);
        await console.ChapterAsync("Stop, start, disable and enable", DisableAsync);
        await console.ChapterAsync("Provision a VDB from the VDB, and an empty one", ProvisionMoreAsync);
        await console.ChapterAsync("Export a snapshot to a plain directory", ExportAsync);
        var storage = await DemoTables.StorageAsync(_engine, cancellationToken);
        await console.ChapterAsync("Delete everything", DeleteAsync);
        console.Show(DemoTables.Operations(world.Calls));
        console.Show(storage);
    }

    private async Task PrepareAsync(string? path)
    {
        if (path is null)
        {
            var items = await SampleTree.CreateAsync(world.Source, cancellationToken: cancellationToken);
            console.Note(string.Create(CultureInfo.InvariantCulture, $"{items:N0} items of every ordinary kind"));
        }
        else
        {
            // The directory itself is only read: the source that the demo changes is a copy of it.
            await Tool.RunAsync(
                "cp", ["--archive", "--reflink=auto", "--no-target-directory", "--", Path.GetFullPath(path), world.Source],
                cancellationToken);
            Expect(await TreeComparer.CompareAsync(path, world.Source, Options, cancellationToken), $"a copy of {path} to work with");
        }

        // Points into the source by its absolute path, as configuration often does.
        File.CreateSymbolicLink(Path.Combine(world.Source, "dvp-demo-absolute-link"), Path.Combine(world.Source, "some", "file"));
        _first = await TreeListing.CaptureAsync(world.Source, Options, cancellationToken);
    }

    private async Task InstallAsync()
    {
        var artifact = plugin.ArtifactPath ?? world.PathOf("artifact.json");
        if (plugin.ArtifactPath is null)
            await ArtifactBuilder.BuildAsync(plugin.ConfigPath, artifact, cancellationToken: cancellationToken);
        await RunAsync(new PluginInstall(artifact));
        var installed = (await _engine.ListAsync<PluginObject>(cancellationToken))[0];
        _installed = installed.Reference;
        var size = ByteSize.Format(new FileInfo(artifact).Length);
        console.Tick($"{installed.Name}, build {installed.BuildNumber}, is installed from {size} of artifact");
    }

    private async Task DiscoverAsync()
    {
        await RunAsync(world.SourceEnvironment());
        await RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
        var config = await _engine.FindAsync<SourceConfigObject>(Files, cancellationToken);
        Expect(
            config.Parameters.Any(value => value.Value?.ToString() == world.Source),
            $"the source host offers {config.Name} over SSH, port {world.SshServer.Port}");
        var repositories = await _engine.ListAsync<RepositoryObject>(cancellationToken);
        var values = await ObjectValues.LoadAsync(_engine, await CatalogIndex.LoadAsync(_engine, cancellationToken), cancellationToken);
        var facts = string.Concat(values.Summary(repositories[0]).Select(value => $", {value.Name} {value.Short}"));
        Expect(repositories.Count == 2, $"both hosts have the repository \"{repositories[0].Name}\"{facts}");
    }

    private async Task LinkAsync()
    {
        await RunAsync(new LinkedSourceLink(Files, Files, "here", plugin.Parameters.LinkedSource(world.SshServer, _staging)));
        await ExpectEqualAsync(_first, _staging, "staging = source");
    }

    private async Task SyncAsync()
    {
        var changes = await SampleTree.ChangeAsync(world.Source, cancellationToken: cancellationToken);
        console.Note($"at the source: {changes.Summary}");
        var job = await RunAsync(new LinkedSourceSync(Files, resync: false));
        Expect(await TreeComparer.CompareAsync(world.Source, _staging, Options, cancellationToken), "staging = source");
        var index = await CatalogIndex.LoadAsync(_engine, cancellationToken);
        var values = await ObjectValues.LoadAsync(_engine, index, cancellationToken);
        console.Note(SnapshotText.Of(index.Find<SnapshotObject>(job.Snapshot)!, values));
    }

    private async Task ProvisionAsync()
    {
        await RunAsync(new VirtualSourceProvision(Vdb(Copy, _copy), $"{Files}@1"));
        await ExpectEqualAsync(
            _first.WithSymlinksRerooted(world.Source, _copy), _copy,
            "VDB = the source as it was at the first sync, its own absolute symlink re-rooted");
    }

    private async Task RewindAsync()
    {
        var changes = await SampleTree.ChangeAsync(_copy, seed: 2, cancellationToken);
        console.Note($"in the VDB: {changes.Summary}");
        await RunAsync(new VirtualSourceSnapshot(Copy));
        var kept = await TreeListing.CaptureAsync(_copy, Options, cancellationToken);
        await SampleTree.ChangeAsync(_copy, seed: 3, cancellationToken);
        var changed = await TreeComparer.CompareAsync(kept, _copy, Options, cancellationToken);
        Expect(!changed.IsEqual, $"changed again: {changed.DifferenceCount} differences from the snapshot");
        await RunAsync(new VirtualSourceRollback(Copy, "@2"));
        await ExpectEqualAsync(kept, _copy, "VDB = its own snapshot");
        Expect(await TreeComparer.CompareAsync(world.Source, _staging, Options, cancellationToken), "the dSource never noticed");
    }

    private async Task RefreshAsync()
    {
        await RunAsync(new VirtualSourceRefresh(Copy, to: null));
        var source = await TreeListing.CaptureAsync(world.Source, Options, cancellationToken);
        await ExpectEqualAsync(source.WithSymlinksRerooted(world.Source, _copy), _copy, "VDB = source");
    }

    private async Task ResyncAsync()
    {
        var damaged = await StagedDamage.MakeAsync(_staging, cancellationToken);
        console.Note($"one byte of {damaged} differs now, at equal size and time");
        await RunAsync(new LinkedSourceSync(Files, resync: false));
        var unseen = await TreeComparer.CompareAsync(world.Source, _staging, Options, cancellationToken);
        Expect(unseen.DifferenceCount == 1, "a sync trusts size and time, and does not see it");
        await RunAsync(new LinkedSourceSync(Files, resync: true));
        Expect(await TreeComparer.CompareAsync(world.Source, _staging, Options, cancellationToken), "a resync healed it: staging = source");
    }

    private async Task DisableAsync()
    {
        var before = await TreeListing.CaptureAsync(_copy, Options, cancellationToken);
        await RunAsync(new VirtualSourceStop(Copy));
        await RunAsync(new VirtualSourceStart(Copy));
        await RunAsync(new VirtualSourceDisable(Copy));
        await RunAsync(new LinkedSourceDisable(Files));
        Expect(!Directory.Exists(_copy) && !Directory.Exists(_staging), "disabled: nothing is mounted, and the folders are gone");
        await RunAsync(new LinkedSourceEnable(Files));
        await RunAsync(new VirtualSourceEnable(Copy));
        await RunAsync(new LinkedSourceWorker(Files));
        await ExpectEqualAsync(before, _copy, "enabled: VDB = as it was");
        var vdb = await _engine.InspectAsync(await _engine.FindAsync<VirtualSourceObject>(Copy, cancellationToken), cancellationToken);
        var dsource = await _engine.InspectAsync(await _engine.FindAsync<LinkedSourceObject>(Files, cancellationToken), cancellationToken);
        Expect(
            vdb.Status == Status.Active && dsource.Status == Status.Active,
            $"both are active, {ByteSize.Format(vdb.SizeBytes ?? 0)} each");
    }

    private async Task ProvisionMoreAsync()
    {
        await RunAsync(new VirtualSourceSnapshot(Copy));
        await RunAsync(new VirtualSourceProvision(Vdb(CopyOfCopy, _copyOfCopy), Copy));
        var copy = await TreeListing.CaptureAsync(_copy, Options, cancellationToken);
        await ExpectEqualAsync(copy.WithSymlinksRerooted(_copy, _copyOfCopy), _copyOfCopy, "VDB of the VDB = the VDB");
        var blank = world.PathOf("mnt", Blank);
        await RunAsync(new CreateEmptyVdb(Vdb(Blank, blank)));
        Expect(!Directory.EnumerateFileSystemEntries(blank).Any(), "an empty VDB is empty");
    }

    private async Task ExportAsync()
    {
        var export = world.PathOf("export");
        await RunAsync(new SnapshotExport($"{Files}@1", export));
        await ExpectEqualAsync(_first, export, "plain directory = the source as it was at the first sync");
    }

    private async Task DeleteAsync()
    {
        foreach (var vdb in (string[])[Blank, CopyOfCopy, Copy])
            await RunAsync(new VirtualSourceDelete(vdb));
        await RunAsync(new LinkedSourceDelete(Files));
        foreach (var environment in (string[])["source", "here"])
            await RunAsync(new EnvironmentRemove(environment));
        await RunAsync(new PluginRemove(_installed));
        Expect(!MountTable.Read().AtOrBelow(world.PathOf()).Any(), "nothing is mounted any more");
        Expect(
            !Directory.Exists(world.PathOf("mnt")) || !Directory.EnumerateFileSystemEntries(world.PathOf("mnt")).Any(),
            "no mount folder is left");
    }

    private NewVirtualSource Vdb(string name, string mountPath) => new(name, "here", null, plugin.Parameters.VirtualSource(mountPath));

    private Task<Job> RunAsync(Workflow workflow) => _engine.RunAsync(workflow, cancellationToken: cancellationToken);

    private async Task ExpectEqualAsync(TreeListing expected, string actual, string what) =>
        Expect(await TreeComparer.CompareAsync(expected, actual, Options, cancellationToken), what);

    private void Expect(TreeComparison comparison, string what)
    {
        if (!comparison.IsEqual)
            throw new DemoFailedException($"The demo expected \"{what}\", but the trees differ.", comparison.ToString());
        console.Tick($"{what}: {comparison.Summary}");
    }

    private void Expect(bool right, string what)
    {
        if (!right)
            throw new DemoFailedException($"The demo expected \"{what}\", which is not so.", "");
        console.Tick(what);
    }
}
