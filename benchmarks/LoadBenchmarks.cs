using BenchmarkDotNet.Attributes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Benchmarks;

/// <summary>What it costs to make a plugin ready for its first call.</summary>
[MemoryDiagnoser]
public class LoadBenchmarks
{
    private DirectoryInfo _folder = null!;

    [GlobalSetup]
    public async Task SetUpAsync() => _folder = await ReferencePlugin.BuildAsync();

    [GlobalCleanup]
    public void CleanUp() => _folder.Delete(recursive: true);

    [Benchmark(Baseline = true)]
    public byte[] ReadFileOnly() => File.ReadAllBytes(ReferencePlugin.ArtifactIn(_folder));

    [Benchmark]
    public async Task LoadFromArtifact()
    {
        var artifact = await Artifact.ReadAsync(ReferencePlugin.ArtifactIn(_folder));
        using var plugin = PluginLoader.Load(ReferencePlugin.CodeIn(_folder), artifact.EntryPoint);
        _ = new PluginRuntime(plugin.Plugin, PluginStrategy.Staged, await artifact.ReadSchemasAsync());
    }
}
