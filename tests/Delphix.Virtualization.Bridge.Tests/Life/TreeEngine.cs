using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Bridge.Tests.Life;

/// <summary>
/// Drives a plugin over the bridge by the workflows that are documented for engines. Scripts really run, all on this machine, which plays
/// every host. A volume is a folder that is bind-mounted; a snapshot is a copy of it.
/// </summary>
/// <param name="plugin">The process of Python that has loaded the plugin.</param>
/// <param name="folder">Where volumes, snapshots and the scratch folder are.</param>
/// <param name="libs">Runs the scripts.</param>
internal sealed class TreeEngine(StandInEngine plugin, string folder, ILibs libs) : IAsyncDisposable
{
    private readonly Stack<string> _mounted = new();
    private int _number;

    /// <summary>The repository that datasets belong to.</summary>
    public JsonObject Repository { get; set; } = new() { ["name"] = "Directory trees" };

    /// <summary>The folder below which the plugin keeps what it needs on a host.</summary>
    public string Scratch => Path.Combine(folder, "scratch");

    public StandInEngine Plugin => plugin;

    /// <summary>Environment discovery: the repository, and what can be linked.</summary>
    public async Task<JsonArray> DiscoverAsync()
    {
        var found = await CallAsync("discovery.repository", new() { ["sourceConnection"] = Connection() });
        Repository = Values(found["repositories"]!.AsArray().Should().ContainSingle().Subject);
        var request = new JsonObject { ["sourceConnection"] = Connection(), ["repository"] = Message(Repository) };
        return (await CallAsync("discovery.sourceConfig", request))["sourceConfigs"]!.AsArray();
    }

    /// <summary>Makes a dSource and syncs it for the first time.</summary>
    public async Task<(Dataset Dataset, TreeSnapshot Snapshot)> LinkAsync(JsonObject sourceConfig, JsonObject parameters)
    {
        var dataset = await EnableAsync(sourceConfig, parameters);
        return (dataset, await SyncAsync(dataset, new JsonObject { ["resync"] = true }));
    }

    /// <summary>Makes a dSource and mounts it.</summary>
    public async Task<Dataset> EnableAsync(JsonObject sourceConfig, JsonObject parameters)
    {
        var dataset = new Dataset(Guid.NewGuid().ToString(), parameters, NewFolder("volume")) { SourceConfig = sourceConfig };
        var specification = await CallAsync("linked.mountSpecification", Linked(dataset, withConfig: false));
        await MountAsync(dataset, specification["stagedMount"]!, specification["ownershipSpec"]);
        await CallAsync("linked.startStaging", Linked(dataset));
        return dataset;
    }

    /// <summary>Linked source sync.</summary>
    /// <param name="dataset">The dSource.</param>
    /// <param name="parameters">What the user said of this sync; null: a policy runs it.</param>
    public async Task<TreeSnapshot> SyncAsync(Dataset dataset, JsonObject? parameters = null)
    {
        JsonObject Request()
        {
            var request = Linked(dataset);
            request["snapshotParameters"] = parameters is null ? null : Message(parameters);
            return request;
        }

        await CallAsync("linked.preSnapshot", Request());
        var copy = await CopyAsync(dataset.Volume, "snapshot");
        return new TreeSnapshot(copy, Values((await CallAsync("linked.postSnapshot", Request()))["snapshot"]!));
    }

    /// <summary>Virtual source provision.</summary>
    public async Task<(Dataset Dataset, TreeSnapshot Snapshot)> ProvisionAsync(TreeSnapshot from, JsonObject parameters)
    {
        var dataset = new Dataset(Guid.NewGuid().ToString(), parameters, await CopyAsync(from.Folder, "volume"));
        await MountVirtualAsync(dataset);
        await ConfigureAsync(dataset, from);
        return (dataset, await SnapshotAsync(dataset));
    }

    /// <summary>Virtual source snapshot.</summary>
    public async Task<TreeSnapshot> SnapshotAsync(Dataset dataset)
    {
        await CallAsync("virtual.preSnapshot", Virtual(dataset));
        var copy = await CopyAsync(dataset.Volume, "snapshot");
        return new TreeSnapshot(copy, Values((await CallAsync("virtual.postSnapshot", Virtual(dataset)))["snapshot"]!));
    }

    /// <summary>Virtual source refresh: the data of another snapshot of the parent.</summary>
    public async Task RefreshAsync(Dataset dataset, TreeSnapshot to)
    {
        await ReplaceAsync(dataset, to);
        await ConfigureAsync(dataset, to);
    }

    /// <summary>Virtual source rollback: the data of one of the VDB's own snapshots.</summary>
    public async Task RollbackAsync(Dataset dataset, TreeSnapshot to)
    {
        await ReplaceAsync(dataset, to);
        var request = Virtual(dataset);
        request["snapshot"] = Message(to.Values);
        dataset.SourceConfig = Values((await CallAsync("virtual.reconfigure", request))["sourceConfig"]!);
    }

    /// <summary>Runs an operation of a VDB that has no storage of the engine to do with: start, stop, status or sourceSize.</summary>
    public Task<JsonObject> VirtualAsync(string operation, Dataset dataset) => CallAsync($"virtual.{operation}", Virtual(dataset));

    /// <summary>Runs an operation of a dSource: status, worker or sourceSize.</summary>
    public Task<JsonObject> LinkedAsync(string operation, Dataset dataset) => CallAsync($"linked.{operation}", Linked(dataset));

    /// <summary>Virtual source delete.</summary>
    public async Task DeleteVirtualAsync(Dataset dataset)
    {
        await CallAsync("virtual.unconfigure", Virtual(dataset));
        await CallAsync("virtual.cleanup", Virtual(dataset));
        await UnmountAsync(dataset);
    }

    /// <summary>Linked source delete.</summary>
    public async Task DeleteLinkedAsync(Dataset dataset)
    {
        await CallAsync("linked.stopStaging", Linked(dataset));
        await UnmountAsync(dataset);
    }

    /// <summary>The step of a plugin upgrade for one kind of objects.</summary>
    /// <param name="kind">Such as <c>linkedSource</c>.</param>
    /// <param name="values">What an object has now.</param>
    /// <param name="migrations">The ids of the migrations that have not run.</param>
    public async Task<JsonObject> UpgradeAsync(string kind, JsonObject values, IEnumerable<string> migrations)
    {
        const string Reference = "OBJECT-1";
        var request = new JsonObject
        {
            ["migrationIds"] = new JsonArray([.. migrations.Select(id => JsonValue.Create(id))]),
            ["preUpgradeParameters"] = new JsonObject { [Reference] = values.DeepClone() },
        };
        var upgraded = await CallAsync($"upgrade.{kind}", request);
        return (JsonObject)upgraded["postUpgradeParameters"]![Reference]!.DeepClone();
    }

    /// <summary>Unmounts what a test has left mounted, and ends the process.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_mounted.TryPop(out var path))
            await Command.RunAsync("umount", "--lazy", "--", path);
        await plugin.DisposeAsync();
    }

    private async Task<JsonObject> CallAsync(string operation, JsonObject request) =>
        (JsonObject)(await plugin.InvokeAsync(operation, request, libs))["returnValue"]!;

    private async Task ConfigureAsync(Dataset dataset, TreeSnapshot snapshot)
    {
        var request = Virtual(dataset, withConfig: false);
        request["snapshot"] = Message(snapshot.Values);
        dataset.SourceConfig = Values((await CallAsync("virtual.configure", request))["sourceConfig"]!);
    }

    private async Task ReplaceAsync(Dataset dataset, TreeSnapshot snapshot)
    {
        await CallAsync("virtual.unconfigure", Virtual(dataset));
        await UnmountAsync(dataset);
        dataset.Volume = await CopyAsync(snapshot.Folder, "volume");
        await MountVirtualAsync(dataset);
    }

    private async Task MountVirtualAsync(Dataset dataset)
    {
        var specification = await CallAsync("virtual.mountSpecification", Virtual(dataset, withConfig: false));
        var mount = specification["mounts"]!.AsArray().Should().ContainSingle().Subject!;
        await MountAsync(dataset, mount, specification["ownershipSpec"]);
    }

    private async Task MountAsync(Dataset dataset, JsonNode mount, JsonNode? owner)
    {
        if (owner is not null)
            await Command.RunAsync("chown", "--", $"{owner["uid"]}:{owner["gid"]}", dataset.Volume);
        var path = $"{mount["mountPath"]}";
        Directory.CreateDirectory(path);
        await Command.RunAsync("mount", "--bind", "--", dataset.Volume, path);
        _mounted.Push(path);
        dataset.Mount = (JsonObject)mount.DeepClone();
    }

    private async Task UnmountAsync(Dataset dataset)
    {
        await Command.RunAsync("umount", "--", dataset.Path);
        var others = _mounted.Where(path => path != dataset.Path).Reverse().ToList();
        _mounted.Clear();
        others.ForEach(_mounted.Push);
        dataset.Mount = null;
    }

    private async Task<string> CopyAsync(string source, string kind)
    {
        var copy = NewFolder(kind);
        await Command.RunAsync("cp", "--archive", "--reflink=auto", "--no-target-directory", "--", source, copy);
        return copy;
    }

    private string NewFolder(string kind)
    {
        var number = Interlocked.Increment(ref _number).ToString(CultureInfo.InvariantCulture);
        return Directory.CreateDirectory(Path.Combine(folder, $"{kind}-{number}")).FullName;
    }

    private JsonObject Linked(Dataset dataset, bool withConfig = true)
    {
        var source = new JsonObject
        {
            ["linkedSource"] = new JsonObject { ["guid"] = dataset.Guid, ["parameters"] = dataset.Parameters.DeepClone() },
            ["sourceConnection"] = Connection(),
            ["stagedConnection"] = Connection(),
        };
        if (dataset.Mount is { } mount)
            source["stagedMount"] = mount.DeepClone();
        return Request("stagedSource", source, dataset, withConfig);
    }

    private JsonObject Virtual(Dataset dataset, bool withConfig = true) => Request(
        "virtualSource",
        new JsonObject
        {
            ["guid"] = dataset.Guid,
            ["parameters"] = dataset.Parameters.DeepClone(),
            ["connection"] = Connection(),
            ["mounts"] = dataset.Mount is { } mount ? new JsonArray(mount.DeepClone()) : [],
        },
        dataset,
        withConfig);

    private JsonObject Request(string name, JsonObject source, Dataset dataset, bool withConfig)
    {
        var request = new JsonObject { [name] = source, ["repository"] = Message(Repository) };
        if (withConfig)
            request["sourceConfig"] = Message(dataset.SourceConfig);
        return request;
    }

    private JsonNode Connection()
    {
        var host = new RemoteHost("this machine", "UNIX_HOST-1", "/usr/bin", Scratch);
        var environment = new RemoteEnvironment("here", "UNIX_HOST_ENVIRONMENT-1", host);
        var connection = new RemoteConnection(environment, new RemoteUser(Environment.UserName, "HOST_USER-1"));
        return JsonSerializer.SerializeToNode(connection, RuntimeJson.Options)!;
    }

    private static JsonObject Message(JsonObject values) => new() { ["parameters"] = values.DeepClone() };

    private static JsonObject Values(JsonNode? message) => (JsonObject)message!["parameters"]!.DeepClone();
}
