using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Benchmarks;

/// <summary>What a call of an operation costs beside what the operation does: bind, validate, call, validate, serialise.</summary>
[MemoryDiagnoser]
public class DispatchBenchmarks
{
    private const string Record = """
        mode=sync
        sourcePath=/srv/files
        files=2841
        directories=176
        bytes=52428800
        transferredFiles=24
        transferredBytes=65536
        deletedItems=20
        healedFiles=0
        healedBytes=0
        sourceRsyncVersion=3.5.0
        stagingRsyncVersion=3.5.0
        startedAt=2026-11-20T09:00:00Z
        finishedAt=2026-11-20T09:00:02Z
        """;

    private readonly ILibs _libs = new IdleLibs(Record);
    private PluginRuntime _runtime = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var artifact = await Artifact.ReadAsync(ReferencePlugin.Artifact);
        var plugin = PluginLoader.Load(ReferencePlugin.Code, artifact.EntryPoint);
        _runtime = new PluginRuntime(plugin, PluginStrategy.Staged, artifact.ReadSchemas());
    }

    /// <summary>The part of each call that no SDK can save: reading the request message.</summary>
    [Benchmark(Baseline = true)]
    public JsonObject ParseRequestOnly() => ReferencePlugin.Parse(ReferencePlugin.LinkedRequest);

    [Benchmark]
    public Task<JsonObject> MountSpecification() => InvokeAsync("linked.mountSpecification");

    [Benchmark]
    public Task<JsonObject> PostSnapshot() => InvokeAsync("linked.postSnapshot");

    private Task<JsonObject> InvokeAsync(string operation) =>
        _runtime.InvokeAsync(operation, ReferencePlugin.Parse(ReferencePlugin.LinkedRequest), _libs);
}
