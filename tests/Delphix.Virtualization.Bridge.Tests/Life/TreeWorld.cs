using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests.Life;

/// <summary>
/// The reference plugin in a plugin host that is a program of its own, a source host that is reached by a real sshd, and engines.
/// </summary>
internal sealed class TreeWorld : IAsyncDisposable
{
    private const string Disk = "disk";

    private readonly TemporaryDirectory _directory = new();
    private readonly ConcurrentBag<TreeEngine> _engines = [];
    private int _number;
    private bool _hasDisk;

    private TreeWorld(BridgeWorld bridge) => Bridge = bridge;

    public BridgeWorld Bridge { get; }

    public PluginHostProgram Host { get; private set; } = null!;

    public PrivateSshServer Ssh { get; private set; } = null!;

    /// <summary>The tree that is linked.</summary>
    public string Source => PathOf("source", "tree");

    public JsonObject SourceConfig => new() { ["name"] = "tree", ["path"] = Source };

    /// <param name="artifacts">Those of further plugins for the plugin host.</param>
    public static async Task<TreeWorld> StartAsync(params string[] artifacts)
    {
        var world = new TreeWorld(await BridgedPlugins.DirectoriesAsync());
        try
        {
            await world.MountDiskAsync();
            Directory.CreateDirectory(world.Source);
            world.Ssh = await PrivateSshServer.StartAsync(Directory.CreateDirectory(world.PathOf("ssh")).FullName);
            await world.StartHostAsync(artifacts);
            await world.Bridge.WriteProjectAsync(world.Host.EndPoint.Port);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the plugin host, at any port or where it was before.</summary>
    public async Task StartHostAsync(params string[] artifacts)
    {
        if (Host is not null)
            await Host.DisposeAsync();
        Host = await PluginHostProgram.StartAsync(
            [Bridge.ArtifactFile, .. artifacts], Bridge.Certificates, Host?.EndPoint.Port ?? 0);
    }

    /// <summary>A new engine.</summary>
    public async Task<TreeEngine> StartEngineAsync()
    {
        var folder = PathOf($"engine-{Interlocked.Increment(ref _number)}");
        var variables = new Dictionary<string, string> { ["DLPX_DIRECTORIES"] = PathOf("directories.conf") };
        var engine = new TreeEngine(await Bridge.StartEngineAsync(), folder, new LocalLibs(variables: variables));
        Directory.CreateDirectory(engine.Scratch);
        _engines.Add(engine);
        return engine;
    }

    public string PathOf(params string[] parts) => _directory.Combine([Disk, .. parts]);

    /// <summary>The values of a dSource of the tree.</summary>
    public JsonObject LinkedSource(string mount = "staging") => new()
    {
        ["sourceAddress"] = Ssh.Address,
        ["sshPort"] = Ssh.Port,
        ["username"] = Ssh.UserName,
        ["identityFile"] = Ssh.IdentityFile,
        ["acceptNewHostKey"] = true,
        ["allowEmptySource"] = false,
        ["mountLocation"] = PathOf(mount),
    };

    /// <summary>The ids of the programs that work on the tree, on the staging host and on the source host.</summary>
    public IReadOnlyList<int> Copying() =>
        [.. RunningProcess.WithCommandLine(Source).Where(id => RunningProcess.Find(id)?.Name is "rsync" or "ssh" or "bash")];

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
            await engine.DisposeAsync();
        if (Host is not null)
            await Host.DisposeAsync();
        if (Ssh is not null)
            await Ssh.DisposeAsync();
        await Bridge.DisposeAsync();
        if (_hasDisk)
            await Command.RunAsync("umount", "--lazy", "--", PathOf());
        _directory.Dispose();
    }

    // Syncs write to their disk until all is there. This one is memory, which is not what others on this machine wait for.
    private async Task MountDiskAsync()
    {
        Directory.CreateDirectory(PathOf());
        await Command.RunAsync("mount", "-t", "tmpfs", "none", PathOf());
        _hasDisk = true;
    }
}
