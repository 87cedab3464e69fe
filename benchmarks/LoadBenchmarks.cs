using BenchmarkDotNet.Attributes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Benchmarks;

/// <summary>What it costs to make a plugin ready for its first call, in a process that never did so before (cold) and in one that did (warm).</summary>
[MemoryDiagnoser]
public class LoadBenchmarks
{
    private string _artifact = "";
    private string _code = "";

    [GlobalSetup]
    public async Task SetUpAsync() => (_artifact, _code) = await ReferencePlugin.BuildAsync();

    [Benchmark(Baseline = true)]
    public byte[] ReadFileOnly() => File.ReadAllBytes(_artifact);

    [Benchmark]
    public async Task LoadFromArtifact()
    {
        var artifact = await Artifact.ReadAsync(_artifact);
        using var plugin = PluginLoader.Load(_code, artifact.EntryPoint);
        _ = new PluginRuntime(plugin.Plugin, PluginStrategy.Staged, await artifact.ReadSchemasAsync());
    }
}
