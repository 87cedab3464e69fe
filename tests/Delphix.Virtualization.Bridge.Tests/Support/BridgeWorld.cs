using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Certificates;
using Delphix.Virtualization.Bridge.Host;
using Delphix.Virtualization.Bridge.Official;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>A plugin's artifact, certificates, a plugin host in this process, and the Python project that reaches it.</summary>
internal sealed class BridgeWorld : IAsyncDisposable
{
    private const string Address = "127.0.0.1";

    // Each plugin is packed once.
    private static readonly ConcurrentDictionary<string, Lazy<Task<byte[]>>> Artifacts = new();

    private readonly TemporaryDirectory _directory = new();

    private BridgeWorld()
    {
    }

    public PluginHostServer Host { get; private set; } = null!;

    public string ArtifactFile => _directory.Combine("artifact.json");

    public string Certificates => _directory.Combine("certificates");

    public string Project => _directory.Combine("project");

    /// <summary>The plugin, called without a bridge.</summary>
    public PluginRuntime Direct { get; private set; } = null!;

    /// <summary>Requests with sample values.</summary>
    public SampleRequests Requests { get; private set; } = null!;

    /// <summary>The lines of the plugin host's log.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>How many connections the plugin host has accepted.</summary>
    public int Connections => Log.Count(line => line.Contains("is open", StringComparison.Ordinal));

    /// <summary>Starts all of it for the plugin in an assembly.</summary>
    public static async Task<BridgeWorld> StartAsync(
        Assembly plugin, string configFile, Func<PluginHostOptions, PluginHostOptions>? change = null)
    {
        var world = new BridgeWorld();
        var packed = Artifacts.GetOrAdd(configFile, file => new(() => PackAsync(plugin, file)));
        await File.WriteAllBytesAsync(world.ArtifactFile, await packed.Value);
        await CertificateAuthority.WriteCertificatesAsync(world.Certificates, [Address, "localhost"]);
        var artifact = await Artifact.ReadAsync(world.ArtifactFile);
        var code = world._directory.Combine("code");
        await artifact.ExtractAsync(code);
        world.Direct = new PluginRuntime(PluginLoader.Load(code, artifact.EntryPoint), artifact.Strategy, artifact.ReadSchemas());
        world.Requests = new SampleRequests(WithSamples(world.Direct.Schemas), artifact.Strategy);
        await world.StartHostAsync(change);
        await world.WriteProjectAsync();
        return world;
    }

    /// <summary>Starts the plugin host, at any port or where it was before.</summary>
    public async Task StartHostAsync(Func<PluginHostOptions, PluginHostOptions>? change = null)
    {
        var options = new PluginHostOptions
        {
            Artifacts = [ArtifactFile],
            Listen = Host?.EndPoint ?? new IPEndPoint(IPAddress.Loopback, 0),
            Certificates = Certificates,
        };
        Host = await PluginHostServer.StartAsync(
            change?.Invoke(options) ?? options, logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(new LogLines(Log)));
    }

    /// <summary>Writes the project, for the plugin host of this world or for another one.</summary>
    public Task WriteProjectAsync(int? port = null, string? certificates = null, string? packages = null) =>
        OfficialProject.WriteAsync(new OfficialProjectOptions
        {
            Artifact = ArtifactFile,
            Directory = Project,
            HostAddress = Address,
            HostPort = port ?? Host.EndPoint.Port,
            Certificates = certificates ?? Certificates,
            Packages = packages,
        });

    /// <summary>Changes what the project says of the plugin and its host.</summary>
    public void ChangeSettings(Action<JsonObject> change)
    {
        var file = Path.Combine(Project, "src", "plugin_bridge", "settings.json");
        var settings = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        change(settings);
        File.WriteAllText(file, settings.ToJsonString());
    }

    public Task<StandInEngine> StartEngineAsync() => StandInEngine.StartAsync(Project);

    /// <summary>The operations that the plugin has, but its data migrations.</summary>
    public IEnumerable<PluginOperation> Operations() =>
        OperationTable.All.Where(row => !row.IsMigration && row.AppliesTo(Direct.Strategy) && Direct.Implements(row.Name));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _directory.Dispose();
    }

    private static async Task<byte[]> PackAsync(Assembly plugin, string configFile)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Combine("artifact.json");
        await TestArtifact.WriteAsync(plugin, file, configFile);
        return await File.ReadAllBytesAsync(file);
    }

    // No sample can be made for a pattern or a reference.
    private static PluginSchemas WithSamples(PluginSchemas schemas)
    {
        var file = new JsonObject();
        foreach (var kind in Enum.GetValues<DefinitionKind>())
        {
            var definition = schemas[kind];
            foreach (var (name, property) in definition["properties"]?.AsObject() ?? [])
            {
                if (property is JsonObject schema && (schema["pattern"] ?? schema["$ref"]) is not null && name is "path" or "name")
                    property!["default"] = $"/srv/{name}";
            }

            file[PluginSchemas.NameOf(kind)] = definition;
        }

        return PluginSchemas.FromJson(file);
    }
}
