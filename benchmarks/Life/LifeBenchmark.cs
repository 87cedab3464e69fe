using System.Diagnostics;

namespace Delphix.Virtualization.Benchmarks.Life;

/// <summary>
/// A dataset's whole life through <c>dvp</c>, each kind of work beside what it is compared to: bare tools that do the same, or the same with few files. All that
/// is compared is measured in turns within each round, so that whatever else the machine does meets both.
/// </summary>
internal sealed class LifeBenchmark(LifeWorld world, int rounds, string only, CancellationToken cancellationToken)
{
    private const int ManyFiles = 100_000;
    private const int FewFiles = 1_000;
    private const int AbsoluteLinks = 100;

    private readonly LifeTree _many = new(world.PathOf("many"), ManyFiles);
    private readonly LifeTree _few = new(world.PathOf("few"), FewFiles);

    private readonly Measurement _unchanged = Sync("unchanged", "rsync -a --delete");
    private readonly Measurement _unchangedFew = new("unchanged, 1,000 files", "rsync -a --delete", limit: null);
    private readonly Measurement _changed = Sync("1 % changed", "rsync -a --delete");
    private readonly Measurement _resync = Sync("resync", "rsync -ac --delete");
    private readonly Measurement _first = new("first", "rsync -aHAX --numeric-ids, sync -f", bare => 1.05 * bare + 0.5);
    private readonly Measurement _provision = OfVdb("provision");
    private readonly Measurement _refresh = OfVdb("refresh");
    private readonly Measurement _rollback = OfVdb("rollback");
    private readonly Measurement _reroot = new("provision from a VDB, with links", "btrfs subvolume snapshot, find", limit: null);

    private int _round;

    /// <summary>All that was measured.</summary>
    internal IReadOnlyList<Measurement> Measurements =>
        [.. new[] { _unchanged, _unchangedFew, _changed, _resync, _first, _provision, _refresh, _rollback, _reroot }.Where(measurement => measurement.Dvp.Count > 0)];

    /// <summary>Prepares everything, then measures all rounds.</summary>
    internal async Task RunAsync()
    {
        await PrepareAsync();
        for (_round = 1; _round <= rounds; _round++)
        {
            await SyncsAsync();
            if (IsWanted(_first))
                await FirstAsync();
            if (IsWanted(_provision) || IsWanted(_refresh) || IsWanted(_rollback))
                await VdbsAsync();
            if (IsWanted(_reroot))
                await RerootAsync();
        }
    }

    private static Measurement Sync(string name, string baseline) => new(name, baseline, bare => 1.15 * bare + 0.5);

    private static Measurement OfVdb(string name) => new(name, "the same with 1,000 files", few => Math.Min(1.1 * few, 0.7));

    private bool IsWanted(Measurement measurement) => measurement.Name.Contains(only, StringComparison.Ordinal);

    private async Task PrepareAsync()
    {
        Console.Error.WriteLine("Writing the trees, and copying them for the first time …");
        foreach (var (name, tree) in new[] { ("many", _many), ("few", _few) })
        {
            tree.Create();
            await world.DvpAsync("source-config", "add", "--environment", "source", "--param", $"name={name}", "--param", $"path={tree.Root}");
            await world.LinkAsync(name, sourceConfig: name);
            await world.RunAsync("btrfs", "subvolume", "create", Path.Combine(world.BareStorage, name));
            await world.RsyncAsync(tree.Root, name, "-a");
        }

        if (IsWanted(_reroot))
            await PrepareVdbWithLinksAsync();
    }

    // What the user of a VDB may have done: links into it by its absolute path, which a VDB made of it is to have into itself.
    private async Task PrepareVdbWithLinksAsync()
    {
        await world.ProvisionAsync("linked", from: "many");
        for (var folder = 0; folder < AbsoluteLinks; folder++)
            File.CreateSymbolicLink(AbsoluteLink("linked", folder), AbsoluteLinkTarget("linked", folder));
        await world.DvpAsync("vdb", "snapshot", "linked");
    }

    private async Task SyncsAsync()
    {
        await KnowLastSyncAsync();
        if (IsWanted(_unchanged))
            await PairAsync(_unchanged, () => world.RsyncAsync(_many.Root, "many", "-a", "--delete"), () => world.DvpAsync("dsource", "sync", "many"));
        if (IsWanted(_unchangedFew))
            await PairAsync(_unchangedFew, () => world.RsyncAsync(_few.Root, "few", "-a", "--delete"), () => world.DvpAsync("dsource", "sync", "few"));
        if (IsWanted(_changed))
        {
            _many.Change(_round);
            await PairAsync(_changed, () => world.RsyncAsync(_many.Root, "many", "-a", "--delete"), () => world.DvpAsync("dsource", "sync", "many"));
            await ExpectEqualAsync("many");
        }

        if (IsWanted(_resync))
            await PairAsync(_resync, () => world.RsyncAsync(_many.Root, "many", "-ac", "--delete"), () => world.DvpAsync("dsource", "sync", "many", "--resync"));
    }

    // As in daily use, what the plugin remembers of the last sync is then later than all that was touched before it.
    private async Task KnowLastSyncAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(1.1), cancellationToken);
        await world.DvpAsync("dsource", "sync", "many");
        await world.DvpAsync("dsource", "sync", "few");
        await Task.Delay(TimeSpan.FromSeconds(1.1), cancellationToken);
    }

    private async Task FirstAsync()
    {
        var bare = Path.Combine(world.BareStorage, "first");
        await world.RunAsync("btrfs", "subvolume", "create", bare);
        await PairAsync(_first, BareAsync, () => world.LinkAsync("first", sourceConfig: "many"));
        await ExpectEqualAsync("first");
        await world.RunAsync("btrfs", "subvolume", "delete", bare);
        await world.DvpAsync("dsource", "delete", "first");

        async Task BareAsync()
        {
            await world.RsyncAsync(_many.Root, "first", "-aHAX", "--numeric-ids");
            await world.RunAsync("sync", "-f", bare);
        }
    }

    private async Task VdbsAsync()
    {
        await PairAsync(_provision, () => world.ProvisionAsync("vdb-few", from: "few"), () => world.ProvisionAsync("vdb-many", from: "many"));
        await PairAsync(_refresh, () => world.DvpAsync("vdb", "refresh", "vdb-few"), () => world.DvpAsync("vdb", "refresh", "vdb-many"));
        await PairAsync(_rollback, () => world.DvpAsync("vdb", "rollback", "vdb-few", "--to", "@1"), () => world.DvpAsync("vdb", "rollback", "vdb-many", "--to", "@1"));
        await world.DvpAsync("vdb", "delete", "vdb-few");
        await world.DvpAsync("vdb", "delete", "vdb-many");
    }

    // At least each item has to be looked at once, to find the links.
    private async Task RerootAsync()
    {
        var bare = Path.Combine(world.BareStorage, "walked");
        await PairAsync(_reroot, BareAsync, () => world.ProvisionAsync("rerooted", from: "linked"));
        for (var folder = 0; folder < AbsoluteLinks; folder++)
            if (new FileInfo(AbsoluteLink("rerooted", folder)).LinkTarget != AbsoluteLinkTarget("rerooted", folder))
                throw new InvalidDataException($"A link was not re-rooted: {AbsoluteLink("rerooted", folder)}");
        await world.DvpAsync("vdb", "delete", "rerooted");
        await world.RunAsync("btrfs", "subvolume", "delete", bare);

        async Task BareAsync()
        {
            await world.RunAsync("btrfs", "subvolume", "snapshot", Path.Combine(world.BareStorage, "many"), bare);
            await world.RunAsync("find", bare, "-type", "l");
        }
    }

    private string AbsoluteLink(string vdb, int folder) => Path.Combine(LifeTree.FolderPath(world.MountOf(vdb), folder), "absolute");

    private string AbsoluteLinkTarget(string vdb, int folder) => Path.Combine(LifeTree.FolderPath(world.MountOf(vdb), folder), "file0");

    // Who begins changes from round to round.
    private async Task PairAsync(Measurement measurement, Func<Task> bare, Func<Task<string>> dvp)
    {
        if (_round % 2 == 0)
            await BareAsync();
        await DvpAsync();
        if (_round % 2 != 0)
            await BareAsync();
        Console.Error.WriteLine($"round {_round}: {measurement.Name}: {measurement.Dvp[^1]:F2} s, {measurement.Baseline}: {measurement.Bare[^1]:F2} s");

        async Task BareAsync() => measurement.Bare.Add(await TimeAsync(bare));
        async Task DvpAsync() => measurement.Dvp.Add(await TimeAsync(async () => measurement.Job = await dvp()));
    }

    // Nothing that was written or deleted before is left to be done meanwhile.
    private async Task<double> TimeAsync(Func<Task> work)
    {
        foreach (var storage in new[] { world.BareStorage, world.MountOf("many") })
        {
            await world.RunAsync("btrfs", "subvolume", "sync", storage);
            await world.RunAsync("sync", "-f", storage);
        }

        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    private async Task ExpectEqualAsync(string dataset)
    {
        var differences = await world.RunAsync("rsync", "-aHAXn", "--delete", "--itemize-changes", $"{_many.Root}/", $"{world.MountOf(dataset)}/");
        if (differences.Output.Length > 0)
            throw new InvalidDataException($"After a sync, '{dataset}' is not as its source:\n{differences.Text}");
    }
}
