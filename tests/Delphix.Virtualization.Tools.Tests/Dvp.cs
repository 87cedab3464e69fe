using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Tests;

/// <summary>Runs command lines on an engine directory of their own.</summary>
internal sealed class Dvp : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    internal EngineDirectory Engine => new(_directory.Combine("engine"));

    /// <summary>A path outside the engine directory.</summary>
    internal string Combine(string name) => _directory.Combine(name);

    internal async Task<DvpResult> RunAsync(params string[] args) => await RunAsync(args, CancellationToken.None);

    internal async Task<DvpResult> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await RunAsync(args, new Terminal { Output = output, Error = error }, cancellationToken);
        return new DvpResult(exitCode, output.ToString(), error.ToString());
    }

    internal Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken) =>
        DvpCommandLine.RunAsync(["--engine-dir", Engine.Root, .. args], terminal, cancellationToken);

    internal async Task<JsonNode> JsonAsync(params string[] args)
    {
        var result = await RunAsync([.. args, "--json"]);
        result.Should().Match<DvpResult>(ended => ended.ExitCode == ExitCode.Done && ended.Error.Length == 0);
        return JsonNode.Parse(result.Output)!;
    }

    internal async Task SaveAsync(params CatalogObject[] objects)
    {
        foreach (var item in objects)
            await new CatalogStore(Engine).SaveAsync(item, CancellationToken.None);
    }

    /// <summary>Leaves of a plugin's artifact what says how its snapshots look.</summary>
    internal void SaveSnapshotSchema(PluginObject plugin, string schemaFile)
    {
        var definition = JsonNode.Parse(File.ReadAllText(schemaFile))!["snapshotDefinition"]!.DeepClone();
        var folder = Directory.CreateDirectory(Engine.Plugin(plugin)).FullName;
        File.WriteAllText(Path.Combine(folder, PluginHost.ArtifactFile), new JsonObject { ["snapshotSchema"] = definition }.ToJsonString());
    }

    internal async Task SaveAsync(Job job)
    {
        Directory.CreateDirectory(Engine.Jobs);
        await new JobStore(Engine).SaveAsync(job, CancellationToken.None);
    }

    public void Dispose() => _directory.Dispose();
}
