using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>An engine directory of its own for one test, with the parts of an engine that work in it.</summary>
internal sealed class EngineFolder : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public EngineFolder() => Directory = new EngineDirectory(_directory.Combine("engine"));

    public EngineDirectory Directory { get; }

    public CatalogStore Catalog => new(Directory);

    public JobStore Jobs => new(Directory);

    public string PathOf(params string[] parts) => _directory.Combine(parts);

    /// <summary>What workflows get; a new one is like another process on the same directory.</summary>
    public EngineContext NewContext(TimeProvider? clock = null)
    {
        var catalog = Catalog;
        var hosts = new HostConnections(Directory);
        return new EngineContext(
            Directory,
            catalog,
            Jobs,
            new StoragePools(Directory, StorageDriver.Copy, _ => { }),
            hosts,
            new PluginHost(Directory, catalog, hosts, TimeProvider.System),
            clock ?? TimeProvider.System);
    }

    public JobRunner NewRunner(Action<string>? log = null, TimeProvider? clock = null) => new(NewContext(clock), log ?? (_ => { }));

    public void Dispose()
    {
        foreach (var mount in MountTable.Read().AtOrBelow(_directory.Path).Reverse().ToList())
            Task.Run(() => Tool.RunAsync("umount", ["--", mount.MountPoint], CancellationToken.None)).GetAwaiter().GetResult();
        _directory.Dispose();
    }
}
