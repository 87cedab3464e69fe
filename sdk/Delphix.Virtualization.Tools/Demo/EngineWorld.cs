using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Testing;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>A throw-away engine whose source host has a directory tree, which it offers for linking.</summary>
internal sealed class EngineWorld : IAsyncDisposable
{
    private const string Directories = "directories.conf";
    private const string SourceFolder = "source";

    private readonly TestEngine _test;

    private EngineWorld(TestEngine test) => _test = test;

    public LocalEngine Engine => _test.Engine;

    /// <summary>The source host.</summary>
    public PrivateSshServer SshServer => _test.SshServer;

    /// <summary>The directory tree on the source host; the caller fills it.</summary>
    public string Source => PathOf(SourceFolder);

    /// <summary>Every call of a plugin operation so far.</summary>
    public IReadOnlyCollection<OperationCall> Calls => _test.Calls;

    /// <summary>
    /// Starts the source host. It offers <see cref="Source"/> for linking, under the name "files", and as its user's configuration.
    /// </summary>
    public static async Task<EngineWorld> StartAsync(TestEngineOptions options, CancellationToken cancellationToken)
    {
        var world = new EngineWorld(await TestEngine.StartAsync(options with { SourceEnvironment = EnvironmentIn }, cancellationToken));
        try
        {
            Directory.CreateDirectory(world.Source);
            await File.WriteAllTextAsync(
                world.PathOf(Directories), $"# What this host offers for linking\nfiles={world.Source}\n", cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A path below the temporary directory; nothing is made.</summary>
    public string PathOf(params string[] parts) => _test.PathOf(parts);

    /// <summary>The source host's environment, as the demo adds it.</summary>
    public EnvironmentAdd SourceEnvironment(string name = "source") => _test.SourceHost(name);

    /// <summary>Leaves everything as it is, but closes the engine.</summary>
    public Task LeaveAsync() => _test.LeaveAsync();

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    private static Dictionary<string, string> EnvironmentIn(string root) => new()
    {
        ["DLPX_DIRECTORIES"] = Path.Combine(root, Directories),
        ["XDG_CONFIG_HOME"] = Path.Combine(root, SourceFolder),
    };
}
