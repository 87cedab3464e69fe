using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Packaging.Processes;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>An engine, a source host and places to mount at, for one test. Whatever the test leaves behind is a failure.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly TemporaryDirectory _disk;
    private readonly EngineWorld _world;

    private World(TemporaryDirectory disk, EngineWorld world) => (_disk, _world) = (disk, world);

    public LocalEngine Engine => _world.Engine;

    public PrivateSshServer Ssh => _world.SshServer;

    public string Source => _world.Source;

    public string Staging => PathOf("mnt", "staging");

    public IReadOnlyList<string> Calls => [.. _world.Calls.Select(call => call.Operation)];

    public static async Task<World> StartAsync(StorageDriver storage = StorageDriver.Btrfs, bool install = true, TimeProvider? clock = null)
    {
        var world = await CreateAsync(storage, clock);
        return install ? await world.WithAsync(world.InstallAsync) : world;
    }

    /// <summary>A world with a dSource of a few files.</summary>
    public static async Task<World> WithDatasetAsync(StorageDriver storage = StorageDriver.Btrfs)
    {
        var world = await StartAsync(storage);
        world.WriteSource("a file", "one");
        world.WriteSource("folder/another", "two");
        return await world.WithAsync(() => world.LinkAsync());
    }

    private static async Task<World> CreateAsync(StorageDriver storage, TimeProvider? clock)
    {
        // Memory: on some disks deleting thousands of files alone takes seconds.
        var disk = new TemporaryDirectory();
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", disk.Path], CancellationToken.None);
        return new World(disk, await EngineWorld.StartAsync(
            new TestEngineOptions { Storage = storage, ParentDirectory = disk.Path, TimeProvider = clock ?? TimeProvider.System },
            CancellationToken.None));
    }

    private async Task InstallAsync()
    {
        await RunAsync(new PluginInstall(await BuiltPlugin.Reference.ArtifactAsync()));
        await RunAsync(SourceEnvironment("source"));
        await RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
    }

    /// <summary>Furnishes the world. One that cannot be furnished ends here: nobody else would end it.</summary>
    public async Task<World> WithAsync(Func<Task> furnish)
    {
        try
        {
            await furnish();
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public string PathOf(params string[] parts) => _world.PathOf(parts);

    public EnvironmentAdd SourceEnvironment(string name) => _world.SourceEnvironment(name);

    public JsonObject LinkedSource(Action<JsonObject>? change = null)
    {
        var parameters = new JsonObject
        {
            ["sourceAddress"] = Ssh.Address,
            ["sshPort"] = Ssh.Port,
            ["username"] = Ssh.UserName,
            ["identityFile"] = Ssh.IdentityFile,
            ["acceptNewHostKey"] = true,
            ["mountLocation"] = Staging,
        };
        change?.Invoke(parameters);
        return parameters;
    }

    public Task<Job> RunAsync(Workflow workflow, CancellationToken cancellationToken = default) =>
        Engine.RunAsync(workflow, cancellationToken: cancellationToken);

    public Task<Job> LinkAsync(Action<JsonObject>? change = null) =>
        RunAsync(new LinkedSourceLink("files", "files", "here", LinkedSource(change)));

    public Task<Job> SyncAsync(bool resync = false) => RunAsync(new LinkedSourceSync("files", resync));

    public NewVirtualSource Vdb(string name, Action<JsonObject>? change = null)
    {
        var parameters = new JsonObject { ["mountLocation"] = PathOf("mnt", name) };
        change?.Invoke(parameters);
        return new NewVirtualSource(name, "here", null, parameters);
    }

    public Task<Job> ProvisionAsync(string name, string from = "files", Action<JsonObject>? change = null) =>
        RunAsync(new VirtualSourceProvision(Vdb(name, change), from));

    public Task<LinkedSourceObject> DsourceAsync() => Engine.FindAsync<LinkedSourceObject>("files");

    public Task<VirtualSourceObject> VdbAsync(string name) => Engine.FindAsync<VirtualSourceObject>(name);

    public async Task<IReadOnlyList<string>> SnapshotsAsync() =>
        [.. (await Engine.ListAsync<SnapshotObject>()).Select(snapshot => snapshot.Name)];

    /// <summary>The snapshot that a job took.</summary>
    public Task<SnapshotObject> SnapshotOfAsync(Job job) => Engine.FindAsync<SnapshotObject>(job.Snapshot!);

    /// <summary>The workflow fails as a job, or is refused before it becomes one.</summary>
    public async Task<UserException> FailsAsync(Workflow workflow, CancellationToken cancellationToken = default) =>
        (await FluentActions.Awaiting(() => RunAsync(workflow, cancellationToken)).Should().ThrowAsync<UserException>()).Which;

    public void WriteSource(string path, string text) => Write(Path.Combine(Source, path), text);

    public static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public static async Task ExpectEqualAsync(string expected, string actual, TreeComparisonOptions? options = null)
    {
        var comparison = await TreeComparer.CompareAsync(expected, actual, options);
        comparison.IsEqual.Should().BeTrue(comparison.ToString());
    }

    public static async Task ExpectEqualAsync(TreeListing expected, string actual)
    {
        var comparison = await TreeComparer.CompareAsync(expected, actual);
        comparison.IsEqual.Should().BeTrue(comparison.ToString());
    }

    /// <summary>All that an engine keeps of objects and data, to see that a failure left nothing.</summary>
    public async Task<string> InventoryAsync()
    {
        var lines = new List<string>();
        foreach (var type in Directory.EnumerateDirectories(PathOf("engine", "catalog"))
            .Where(folder => Path.GetFileName(folder) != "references"))
        {
            foreach (var file in Directory.EnumerateFileSystemEntries(type))
                lines.Add($"{Path.GetRelativePath(PathOf("engine"), file)} {await File.ReadAllTextAsync(file)}");
        }

        lines.AddRange(Volumes().Concat(Mounts()).Concat(Scratch()));
        lines.AddRange(Directory.Exists(PathOf("mnt")) ? Directory.EnumerateFileSystemEntries(PathOf("mnt")) : []);
        lines.AddRange(Directory.EnumerateDirectories(PathOf("engine", "plugins")));
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    /// <summary>The folders of volumes and snapshots, whichever driver has them.</summary>
    public IReadOnlyList<string> Volumes() =>
    [
        .. ((string[])["mnt", "copies"])
        .SelectMany(driver => ((string[])["volumes", "snapshots"]).Select(kind => PathOf("engine", "pool", driver, kind)))
            .Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).Order(StringComparer.Ordinal),
    ];

    /// <summary>What is mounted for datasets.</summary>
    public IReadOnlyList<string> Mounts() => [.. MountTable.Read().AtOrBelow(PathOf("mnt")).Select(mount => mount.MountPoint)];

    /// <summary>What datasets have below the scratch path.</summary>
    public IReadOnlyList<string> Scratch() => Directory.Exists(PathOf("engine", "hosts"))
        ? [.. Directory.EnumerateDirectories(PathOf("engine", "hosts"), "*", SearchOption.AllDirectories).Where(
            path => path.Contains("/scratch/", StringComparison.Ordinal))]
        : [];

    /// <summary>Running programs that have the world's directory in their command line.</summary>
    public IReadOnlyList<string> Processes() =>
        [.. RunningProcess.CommandLines().Where(line => line.Contains(PathOf(), StringComparison.Ordinal))];

    /// <summary>What runs for a sync on either host: rsync and ssh here, and whatever the source host's sshd started.</summary>
    public IReadOnlyList<RunningProcess> SyncProcesses()
    {
        var sessions = RunningProcess.WithEnvironment(Ssh.Mark).ToHashSet();
        return
        [
            .. RunningProcess.All().Where(process => sessions.Contains(process.Id)
                || (
                    process.CommandLine.Contains(PathOf(), StringComparison.Ordinal)
                        && (process.Name == "rsync" || process.CommandLine.Contains("ssh.socket", StringComparison.Ordinal)))
                || (process.CommandLine.Contains("ssh.socket [mux]", StringComparison.Ordinal) && WorksBelow(process, PathOf()))),
        ];
    }

    // The ssh that holds a connection says no more of itself than its socket's name.
    private static bool WorksBelow(RunningProcess process, string folder)
    {
        try
        {
            return new FileInfo($"/proc/{process.Id}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        MountTable.Read().AtOrBelow(PathOf()).Should().BeEmpty();
        await Eventually.IsTrueAsync(() => Processes().Count == 0, "no program of the test continues");
        Directory.Exists(PathOf()).Should().BeFalse();
        // The kernel may let go of an image that was mounted from there a moment later.
        await Eventually.IsTrueAsync(
            async () => (await Tool.TryRunAsync("umount", ["--", _disk.Path], CancellationToken.None)).ExitCode == 0,
            "nothing uses the disk");
        _disk.Dispose();
    }
}
