using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Testing;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>What every chapter of the demo works with: the engine, and checks that end the demo when something is wrong.</summary>
internal sealed class DemoStage(EngineWorld world, DemoConsole console, CancellationToken cancellationToken)
{
    /// <summary>The dSource of the demo, and the source config that it is linked from.</summary>
    public const string Files = "files";

    /// <summary>A file of the source that is deleted while the tutorial's plugin is in use.</summary>
    public const string ToDelete = "dvp-demo-deleted";

    /// <summary>A file of the source that stays.</summary>
    public const string ToKeep = "dvp-demo-kept";

    /// <summary>How trees are compared: only root can give files away.</summary>
    public static readonly TreeComparisonOptions Options = new() { IgnoreOwners = !Environment.IsPrivilegedProcess };

    public EngineWorld World => world;

    public LocalEngine Engine => world.Engine;

    public DemoConsole Console => console;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Where the dSource is mounted.</summary>
    public string Staging => MountOf("staging");

    /// <summary>Where a VDB is mounted.</summary>
    public string MountOf(string vdb) => world.PathOf("mnt", vdb);

    public Task<Job> RunAsync(Workflow workflow) => Engine.RunAsync(workflow, cancellationToken: cancellationToken);

    /// <summary>The only plugin of the engine.</summary>
    public async Task<PluginObject> PluginAsync() => (await Engine.ListAsync<PluginObject>(cancellationToken)).Single();

    /// <summary>Builds a plugin, unless its path is that of an artifact.</summary>
    /// <returns>The path of the artifact.</returns>
    public async Task<string> BuildAsync(string plugin, string artifact)
    {
        if (Path.GetExtension(plugin) == ".json")
            return plugin;
        await ArtifactBuilder.BuildAsync(plugin, artifact, cancellationToken: cancellationToken);
        return artifact;
    }

    public Task<TreeListing> CaptureAsync(string root) => TreeListing.CaptureAsync(root, Options, cancellationToken);

    public async Task ExpectEqualAsync(TreeListing expected, string actual, string what) =>
        Expect(await TreeComparer.CompareAsync(expected, actual, Options, cancellationToken), what);

    public async Task ExpectEqualAsync(string expected, string actual, string what) =>
        Expect(await TreeComparer.CompareAsync(expected, actual, Options, cancellationToken), what);

    /// <exception cref="DemoFailedException">It is not so.</exception>
    public void Expect(bool right, string what)
    {
        if (!right)
            throw new DemoFailedException($"The demo expected \"{what}\", which is not so.", "");
        console.Tick(what);
    }

    private void Expect(TreeComparison comparison, string what)
    {
        if (!comparison.IsEqual)
            throw new DemoFailedException($"The demo expected \"{what}\", but the trees differ.", comparison.ToString());
        console.Tick($"{what}: {comparison.Summary}");
    }
}
