using System.Diagnostics;

namespace Delphix.Virtualization.Benchmarks.Life;

/// <summary>
/// A dataset's whole life through <c>dvp</c>, each kind of work beside what it is compared to: bare tools that do the same, or the same of
/// few files. All that is compared is measured in turns within each round, so that whatever else the machine does meets both.
/// </summary>
internal sealed class LifeBenchmark(LifeWorld world, int rounds, string only, CancellationToken cancellationToken)
{
    private const int AbsoluteLinks = 100;

    private readonly LifeTree _many = new(world.PathOf("many"), files: 100_000);
    private readonly LifeTree _few = new(world.PathOf("few"), files: 1_000);

    private readonly Measurement _unchanged = OfSync("unchanged", "rsync -a --delete");
    private readonly Measurement _unchangedFew = new("unchanged, 1,000 files", "rsync -a --delete", limit: null);
    private readonly Measurement _changed = OfSync("1 % changed", "rsync -a --delete");
    private readonly Measurement _touched = new("all touched", "rsync -aHAX --delete", limit: null);
    private readonly Measurement _resync = OfSync("resync", "rsync -ac --delete");
    private readonly Measurement _first = new("first", "rsync -aHAX --numeric-ids, sync -f", bare => 1.05 * bare + 0.5);
    private readonly Measurement _provision = OfVdb("provision");
    private readonly Measurement _refresh = OfVdb("refresh");
    private readonly Measurement _rollback = OfVdb("rollback");
    private readonly Measurement _reroot = new("provision from a VDB, with links", "btrfs subvolume snapshot, find", limit: null);

    private int _round;

    /// <summary>All that was measured.</summary>
    internal IReadOnlyList<Measurement> Measurements => [.. All.Where(measurement => measurement.Dvp.Count > 0)];

    private IReadOnlyList<Measurement> All =>
        [_unchanged, _unchangedFew, _changed, _touched, _resync, _first, _provision, _refresh, _rollback, _reroot];

    /// <summary>Prepares everything, then measures all rounds.</summary>
    internal async Task RunAsync()
    {
        if (!All.Any(IsWanted))
        {
            throw new UserException(
                $"--only: nothing has '{only}' in its name.", $"There is: {string.Join(", ", All.Select(each => $"'{each.Name}'"))}.", "");
        }

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

    private static Measurement OfSync(string name, string baseline) => new(name, baseline, bare => 1.15 * bare + 0.5);

    private static Measurement OfVdb(string name) => new(name, "the same of 1,000 files", few => Math.Min(1.1 * few, 0.7));

    private bool IsWanted(Measurement measurement) => measurement.Name.Contains(only, StringComparison.Ordinal);

    private async Task PrepareAsync()
    {
        foreach (var tree in new[] { _many, _few })
        {
            tree.Create();
            Console.Error.WriteLine($"{tree.Name}: {tree.Files:N0} files, {ByteSize.Format(tree.Size)}");
            await world.AddSourceConfigAsync(tree);
            await world.LinkAsync(tree.Name, tree);
            await world.RunAsync("btrfs", "subvolume", "create", world.BarePathOf(tree.Name));
            await world.RsyncAsync(tree, tree.Name, "-a");
        }

        // Of this one nothing ever changes.
        await world.DvpAsync("dsource", "sync", _few.Name);
        if (IsWanted(_reroot))
            await PrepareVdbWithLinksAsync();
    }

    // As the user of a VDB may do: links into it by its absolute path. In a VDB that is made of it, they are to lead into that one.
    private async Task PrepareVdbWithLinksAsync()
    {
        await world.ProvisionAsync("linked", from: _many.Name);
        for (var folder = 0; folder < AbsoluteLinks; folder++)
            File.CreateSymbolicLink(AbsoluteLink("linked", folder), AbsoluteLinkTarget("linked", folder));
        await world.DvpAsync("vdb", "snapshot", "linked");
    }

    private async Task SyncsAsync()
    {
        await MakeLastSyncKnownAsync();
        if (IsWanted(_unchanged))
            await SyncPairAsync(_unchanged, _many, "-a");
        if (IsWanted(_unchangedFew))
            await SyncPairAsync(_unchangedFew, _few, "-a");
        if (IsWanted(_changed))
        {
            _many.Change(_round);
            await SyncPairAsync(_changed, _many, "-a");
            await ExpectEqualAsync(_many.Name);
        }

        if (IsWanted(_touched))
        {
            _many.Touch();
            await SyncPairAsync(_touched, _many, "-aHAX");
        }

        if (IsWanted(_resync))
            await SyncPairAsync(_resync, _many, "-ac", "--resync");
    }

    // What the plugin remembers of the last sync is then later than all that was touched before it, as in daily use.
    private async Task MakeLastSyncKnownAsync()
    {
        var longerThanASecond = TimeSpan.FromSeconds(1.1);
        await Task.Delay(longerThanASecond, cancellationToken);
        await world.DvpAsync("dsource", "sync", _many.Name);
        await Task.Delay(longerThanASecond, cancellationToken);
    }

    private Task SyncPairAsync(Measurement measurement, LifeTree tree, string rsyncOption, params string[] dvpOptions) => PairAsync(
        measurement,
        () => world.RsyncAsync(tree, tree.Name, rsyncOption, "--delete"),
        () => world.DvpAsync(["dsource", "sync", tree.Name, .. dvpOptions]));

    private async Task FirstAsync()
    {
        var bare = world.BarePathOf("first");
        await world.RunAsync("btrfs", "subvolume", "create", bare);
        await PairAsync(_first, CopyAsync, () => world.LinkAsync("first", _many));
        await ExpectEqualAsync("first");
        await world.RunAsync("btrfs", "subvolume", "delete", bare);
        await world.DvpAsync("dsource", "delete", "first");

        async Task CopyAsync()
        {
            await world.RsyncAsync(_many, "first", "-aHAX", "--numeric-ids");
            await world.RunAsync("sync", "-f", bare);
        }
    }

    private async Task VdbsAsync()
    {
        await PairAsync(_provision, () => ProvisionAsync(_few), () => ProvisionAsync(_many));
        await PairAsync(_refresh, () => RefreshAsync(_few), () => RefreshAsync(_many));
        await PairAsync(_rollback, () => RollBackAsync(_few), () => RollBackAsync(_many));
        await world.DvpAsync("vdb", "delete", VdbOf(_few));
        await world.DvpAsync("vdb", "delete", VdbOf(_many));

        static string VdbOf(LifeTree tree) => $"vdb-of-{tree.Name}";
        Task<string> ProvisionAsync(LifeTree tree) => world.ProvisionAsync(VdbOf(tree), from: tree.Name);
        Task<string> RefreshAsync(LifeTree tree) => world.DvpAsync("vdb", "refresh", VdbOf(tree));
        Task<string> RollBackAsync(LifeTree tree) => world.DvpAsync("vdb", "rollback", VdbOf(tree), "--to", "@1");
    }

    private async Task RerootAsync()
    {
        var bare = world.BarePathOf("walked");
        await PairAsync(_reroot, WalkAsync, () => world.ProvisionAsync("rerooted", from: "linked"));
        for (var folder = 0; folder < AbsoluteLinks; folder++)
            if (new FileInfo(AbsoluteLink("rerooted", folder)).LinkTarget != AbsoluteLinkTarget("rerooted", folder))
                throw new InvalidDataException($"A link was not re-rooted: {AbsoluteLink("rerooted", folder)}");
        await world.DvpAsync("vdb", "delete", "rerooted");
        await world.RunAsync("btrfs", "subvolume", "delete", bare);

        // A copy of its own each time, of which no item was ever looked at.
        async Task WalkAsync()
        {
            await world.RunAsync("btrfs", "subvolume", "snapshot", world.BarePathOf(_many.Name), bare);
            await world.RunAsync("find", bare, "-type", "l");
        }
    }

    private string AbsoluteLink(string vdb, int folder) => Path.Combine(LifeTree.FolderPath(world.MountOf(vdb), folder), "absolute");

    private string AbsoluteLinkTarget(string vdb, int folder) => Path.Combine(LifeTree.FolderPath(world.MountOf(vdb), folder), "file0");

    // Who begins changes from round to round.
    private async Task PairAsync(Measurement measurement, Func<Task> baseline, Func<Task<string>> dvp)
    {
        if (_round % 2 == 0)
            await TimeBaselineAsync();
        measurement.Dvp.Add(await TimeAsync(async () => measurement.Job = await dvp()));
        if (_round % 2 != 0)
            await TimeBaselineAsync();
        Console.Error.WriteLine(
            $"round {_round}: {measurement.Name}: {measurement.Dvp[^1]:F2} s, {measurement.BaselineName}: {measurement.Baseline[^1]:F2} s");

        async Task TimeBaselineAsync() => measurement.Baseline.Add(await TimeAsync(baseline));
    }

    // Nothing that was written or deleted before is left to be done meanwhile.
    private async Task<double> TimeAsync(Func<Task> work)
    {
        foreach (var storage in new[] { world.BarePathOf(), world.MountOf(_many.Name) })
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
        var (source, copy) = ($"{_many.Root}/", $"{world.MountOf(dataset)}/");
        var differences = await world.RunAsync("rsync", "-aHAXn", "--delete", "--itemize-changes", source, copy);
        if (differences.Output.Length > 0)
            throw new InvalidDataException($"After a sync, '{dataset}' is not as its source:\n{differences.Text}");
    }
}
