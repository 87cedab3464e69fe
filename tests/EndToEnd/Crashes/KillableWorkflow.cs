using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.EndToEnd.Upgrades;

namespace Delphix.Virtualization.EndToEnd.Crashes;

/// <summary>A workflow that can be killed again and again.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Command">The command of <c>dvp</c> that runs the same.</param>
internal sealed record KillableWorkflow(Func<World, Workflow> Workflow, Func<World, string> Command)
{
    private const string Extra = "extra";

    /// <summary>Makes what the workflow needs.</summary>
    public Func<World, Task> PrepareAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>Takes back what a workflow that succeeded did, and what was prepared.</summary>
    public Func<World, Task> ResetAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>Happens between the kill and the next engine.</summary>
    public Func<World, Task> MeanwhileAsync { get; init; } = _ => Task.CompletedTask;

    /// <summary>
    /// A tree that a workflow which does not succeed may leave in any state between its old and its new one; null for none.
    /// </summary>
    public Func<World, string>? Unfinished { get; init; }

    /// <summary>Every workflow that there is a kill test for.</summary>
    public static IReadOnlyDictionary<Type, KillableWorkflow> All { get; } = new Dictionary<Type, KillableWorkflow>
    {
        [typeof(EnvironmentAdd)] = new(world => world.SourceEnvironment(Extra), AddEnvironment)
        {
            ResetAsync = world => world.RunAsync(new EnvironmentRemove(Extra)),
        },
        [typeof(EnvironmentRemove)] = new(_ => new EnvironmentRemove(Extra), _ => $"environment remove {Extra}")
        {
            PrepareAsync = world => world.RunAsync(world.SourceEnvironment(Extra)),
        },
        [typeof(EnvironmentRefresh)] = new(_ => new EnvironmentRefresh("source"), _ => "environment refresh source")
        {
            // One source config comes, and one goes.
            PrepareAsync = async world =>
            {
                await OfferAsync(world, "old");
                await world.RunAsync(new EnvironmentRefresh("source"));
                await OfferAsync(world, "new");
            },
            ResetAsync = async world =>
            {
                await OfferAsync(world);
                await world.RunAsync(new EnvironmentRefresh("source"));
            },
        },
        [typeof(SourceConfigAdd)] = new(
            _ => AddSourceConfig(), _ => "source-config add --environment here --param name=extra --param path=/extra")
        {
            ResetAsync = world => world.RunAsync(new SourceConfigRemove(Extra)),
        },
        [typeof(SourceConfigRemove)] = new(_ => new SourceConfigRemove(Extra), _ => $"source-config remove {Extra}")
        {
            PrepareAsync = world => world.RunAsync(AddSourceConfig()),
        },
        [typeof(PluginInstall)] = new(world => new PluginInstall(Build(world, 1)), world => $"plugin install '{Build(world, 1)}'")
        {
            ResetAsync = world => world.RunAsync(new PluginRemove(Extra)),
        },
        [typeof(PluginRemove)] = new(_ => new PluginRemove(Extra), _ => $"plugin remove {Extra}")
        {
            PrepareAsync = InstallAsync,
        },
        [typeof(PluginUpgrade)] = new(world => new PluginUpgrade(Build(world, 2)), world => $"plugin upgrade '{Build(world, 2)}'")
        {
            PrepareAsync = InstallAsync,
            ResetAsync = world => world.RunAsync(new PluginRemove(Extra)),
        },
        [typeof(LinkedSourceLink)] = new(
            Link, world => $"dsource link {Extra} --source-config files --staging-environment here {Parameters(LinkedSource(world))}")
        {
            ResetAsync = world => world.RunAsync(new LinkedSourceDelete(Extra)),
        },
        [typeof(LinkedSourceDelete)] = new(_ => new LinkedSourceDelete(Extra), _ => $"dsource delete {Extra}")
        {
            PrepareAsync = world => world.RunAsync(Link(world)),
        },
        [typeof(LinkedSourceSync)] = new(_ => new LinkedSourceSync("files", resync: false), _ => "dsource sync files")
        {
            PrepareAsync = world => ChangeSource(world, "three"),
            ResetAsync = async world =>
            {
                await ChangeSource(world, "two");
                await world.SyncAsync();
                foreach (var snapshot in (await SnapshotsAsync(world, "files")).Skip(2))
                    await world.RunAsync(new SnapshotDelete(snapshot));
            },
            Unfinished = world => world.Staging,
        },
        [typeof(LinkedSourceWorker)] = new(_ => new LinkedSourceWorker("files"), _ => "dsource worker files"),
        [typeof(LinkedSourceEnable)] = new(_ => new LinkedSourceEnable("files"), _ => "dsource enable files")
        {
            PrepareAsync = world => world.RunAsync(new LinkedSourceDisable("files")),
        },
        [typeof(LinkedSourceDisable)] = new(_ => new LinkedSourceDisable("files"), _ => "dsource disable files")
        {
            ResetAsync = world => world.RunAsync(new LinkedSourceEnable("files")),
        },
        [typeof(LinkedSourceUpdate)] = new(
            _ => new LinkedSourceUpdate("files", Limit(9000)), _ => "dsource update files --param bandwidthLimitKiBps:=9000")
        {
            ResetAsync = world => world.RunAsync(new LinkedSourceUpdate("files", Limit(null))),
        },
        [typeof(CreateEmptyVdb)] = new(
            world => new CreateEmptyVdb(world.Vdb(Extra)), world => $"vdb create-empty {Extra} {MountedAt(world, Extra)}")
        {
            ResetAsync = world => world.RunAsync(new VirtualSourceDelete(Extra)),
        },
        [typeof(VirtualSourceProvision)] = new(Provision, world => $"vdb provision {Extra} --from copy {MountedAt(world, Extra)}")
        {
            ResetAsync = world => world.RunAsync(new VirtualSourceDelete(Extra)),
        },
        [typeof(VirtualSourceDelete)] = new(_ => new VirtualSourceDelete(Extra), _ => $"vdb delete {Extra}")
        {
            PrepareAsync = world => world.RunAsync(Provision(world)),
        },
        [typeof(VirtualSourceRefresh)] = new(_ => new VirtualSourceRefresh("copy", null), _ => "vdb refresh copy")
        {
            ResetAsync = BringBackCopyAsync,
        },
        [typeof(VirtualSourceRollback)] = new(_ => new VirtualSourceRollback("copy", "@1"), _ => "vdb rollback copy --to @1")
        {
            ResetAsync = BringBackCopyAsync,
        },
        [typeof(VirtualSourceSnapshot)] = new(_ => new VirtualSourceSnapshot("copy"), _ => "vdb snapshot copy")
        {
            ResetAsync = async world => await world.RunAsync(new SnapshotDelete((await SnapshotsAsync(world, "copy"))[^1])),
        },
        [typeof(VirtualSourceEnable)] = new(_ => new VirtualSourceEnable("copy"), _ => "vdb enable copy")
        {
            PrepareAsync = world => world.RunAsync(new VirtualSourceDisable("copy")),
        },
        [typeof(VirtualSourceDisable)] = new(_ => new VirtualSourceDisable("copy"), _ => "vdb disable copy")
        {
            ResetAsync = world => world.RunAsync(new VirtualSourceEnable("copy")),
        },
        [typeof(VirtualSourceUpdate)] = new(
            _ => new VirtualSourceUpdate("copy", Owner(4321)), _ => "vdb update copy --param ownerUid:=4321")
        {
            ResetAsync = world => world.RunAsync(new VirtualSourceUpdate("copy", Owner(null))),
        },
        [typeof(VirtualSourceStart)] = new(_ => new VirtualSourceStart("copy"), _ => "vdb start copy"),
        [typeof(VirtualSourceStop)] = new(_ => new VirtualSourceStop("copy"), _ => "vdb stop copy"),
        [typeof(SnapshotDelete)] = new(_ => new SnapshotDelete($"{Extra}@1"), _ => $"snapshot delete {Extra}@1")
        {
            PrepareAsync = world => world.RunAsync(Provision(world)),
            ResetAsync = world => world.RunAsync(new VirtualSourceDelete(Extra)),
        },
        [typeof(SnapshotExport)] = new(
            world => new SnapshotExport("files", world.PathOf("export")), world => $"snapshot export files --to '{world.PathOf("export")}'")
        {
            ResetAsync = world =>
            {
                Directory.Delete(world.PathOf("export"), recursive: true);
                return Task.CompletedTask;
            },
        },
    };

    /// <summary>A dSource with two snapshots, and a VDB of the first one, with one of its own, that its user has written to.</summary>
    public static async Task<World> StartWorldAsync()
    {
        var world = await World.WithDatasetAsync();
        try
        {
            File.CreateSymbolicLink(Path.Combine(world.Source, "link"), "a file");
            await world.ProvisionAsync("copy");
            await ChangeSource(world, "two");
            await world.SyncAsync();
            await BringBackCopyAsync(world);
            foreach (var (build, member) in ((string, string)[])[("1", nameof(HeldPlugin.Before)), ("2", nameof(HeldPlugin.Plugin))])
            {
                var path = world.PathOf($"{Extra}-{build}.json");
                await TutorialWorld.HeldArtifactAsync(path, "0a0e2d8c-2c11-4b62-a9d5-58f0f3c5b7f1", Extra, build, member);
            }

            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    private static Task ChangeSource(World world, string text)
    {
        world.WriteSource("a file", text);
        world.WriteSource($"folder/{text}", text);
        foreach (var other in ((string[])["two", "three"]).Where(name => name != text))
            File.Delete(Path.Combine(world.Source, "folder", other));
        return Task.CompletedTask;
    }

    private static async Task BringBackCopyAsync(World world)
    {
        await world.RunAsync(new VirtualSourceRefresh("copy", "files@1"));
        World.Write(world.PathOf("mnt", "copy", "own"), "work of the VDB's user");
    }

    private static string Build(World world, int number) => world.PathOf($"{Extra}-{number.ToString(CultureInfo.InvariantCulture)}.json");

    private static async Task InstallAsync(World world)
    {
        await world.RunAsync(new PluginInstall(Build(world, 1)));
        await world.RunAsync(new EnvironmentRefresh("here"));
    }

    private static Task OfferAsync(World world, params string[] names) => File.WriteAllLinesAsync(
        world.PathOf("directories.conf"), [$"files={world.Source}", .. names.Select(name => $"{name}={world.PathOf(name)}")]);

    private static async Task<IReadOnlyList<string>> SnapshotsAsync(World world, string dataset) =>
        [.. (await world.SnapshotsAsync()).Where(name => name.StartsWith($"{dataset}@", StringComparison.Ordinal))];

    private static SourceConfigAdd AddSourceConfig() => new("here", null, new JsonObject { ["name"] = Extra, ["path"] = $"/{Extra}" });

    private static string AddEnvironment(World world) =>
        $"environment add {Extra} --address {world.Ssh.Address} --port {world.Ssh.Port.ToString(CultureInfo.InvariantCulture)} "
        + $"--user {world.Ssh.UserName} --identity-file '{world.Ssh.IdentityFile}' --accept-new-host-key";

    private static JsonObject LinkedSource(World world) =>
        world.LinkedSource(parameters => parameters["mountLocation"] = world.PathOf("mnt", Extra));

    private static LinkedSourceLink Link(World world) => new(Extra, "files", "here", LinkedSource(world));

    private static VirtualSourceProvision Provision(World world) => new(world.Vdb(Extra), "copy");

    private static JsonObject Limit(int? limit) => new() { ["bandwidthLimitKiBps"] = limit };

    private static JsonObject Owner(int? owner) => new() { ["ownerUid"] = owner };

    private static string MountedAt(World world, string name) =>
        $"--environment here {Parameters(new JsonObject { ["mountLocation"] = world.PathOf("mnt", name) })}";

    private static string Parameters(JsonObject values) =>
        string.Join(' ', values.Select(value => $"--param '{value.Key}:={value.Value!.ToJsonString()}'"));
}
