using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Benchmarks;

/// <summary>What it costs to make a plugin ready for its first call: once in each of several new processes, as the engine does.</summary>
[SimpleJob(RunStrategy.ColdStart, launchCount: 10, warmupCount: 0, iterationCount: 1)]
[MemoryDiagnoser]
public class LoadBenchmarks
{
    [Benchmark(Baseline = true)]
    public byte[] ReadFileOnly() => File.ReadAllBytes(ReferencePlugin.Artifact);

    [Benchmark]
    public async Task LoadFromArtifact()
    {
        var artifact = await Artifact.ReadAsync(ReferencePlugin.Artifact);
        var plugin = PluginLoader.Load(ReferencePlugin.Code, artifact.EntryPoint);
        _ = new PluginRuntime(plugin, PluginStrategy.Staged, artifact.ReadSchemas());
    }
}
