using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>Loads installed plugins, each once per process.</summary>
internal sealed class PluginHost(
    EngineDirectory directory,
    CatalogStore catalog,
    HostConnections hosts,
    TimeProvider clock,
    IProgress<OperationCall>? calls = null,
    IProgress<ScriptCall>? scripts = null) : IDisposable
{
    internal const string ArtifactFile = "artifact.json";
    internal const string CodeFolder = "code";

    private readonly SecretBox _secrets = new(directory);
    private readonly ConcurrentDictionary<(string Reference, string Folder), InstalledPlugin> _loaded = new();

    /// <summary>The plugin with a reference, ready to be called.</summary>
    /// <exception cref="UserException">
    /// It cannot be loaded. As it could when it was installed, the engine directory is at fault.
    /// </exception>
    internal async Task<InstalledPlugin> GetAsync(string reference, CancellationToken cancellationToken)
    {
        var plugin = await catalog.GetAsync<PluginObject>(reference, cancellationToken);
        try
        {
            return await LoadAsync(plugin, cancellationToken);
        }
        catch (Exception e) when (e is UserException or IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                $"The plugin '{plugin.Name}' cannot be loaded: {e.Message}",
                $"Put {FolderOf(plugin)} back from a backup. Without the plugin, datasets can only be deleted: dvp dsource delete --force "
                    + "NAME, dvp vdb delete --force NAME",
                "",
                e);
        }
    }

    /// <summary>Loads an installed plugin, unless it is loaded already.</summary>
    internal async Task<InstalledPlugin> LoadAsync(PluginObject plugin, CancellationToken cancellationToken)
    {
        var key = (plugin.Reference, FolderOf(plugin));
        if (_loaded.TryGetValue(key, out var loaded))
            return loaded;
        var opened = await OpenAsync(plugin, FolderOf(plugin), cancellationToken);
        var artifact = opened.Artifact;
        if (!plugin.HasId(artifact.Id) || artifact.BuildNumber.ToString() != plugin.BuildNumber)
        {
            opened.Dispose();
            throw new UserException(
                $"{FolderOf(plugin)} holds build {artifact.BuildNumber} of the plugin {artifact.Id}, "
                + $"and not build {plugin.BuildNumber} of {plugin.PluginId}.",
                null,
                "");
        }

        if (_loaded.TryAdd(key, opened))
            return opened;
        opened.Dispose();
        return _loaded[key];
    }

    /// <summary>Loads a plugin from a folder that has its artifact and its code.</summary>
    internal async Task<InstalledPlugin> OpenAsync(PluginObject plugin, string folder, CancellationToken cancellationToken)
    {
        var artifact = await Artifact.ReadAsync(Path.Combine(folder, ArtifactFile), cancellationToken);
        var schemas = artifact.ReadSchemas();
        var log = new PluginLog(directory.Logs(plugin.PluginId), clock);
        var code = PluginLoader.Load(Path.Combine(folder, CodeFolder), artifact.EntryPoint);
        try
        {
            var runtime = new PluginRuntime(code, artifact.Strategy, schemas, log, clock);
            return new InstalledPlugin(
                plugin,
                artifact,
                runtime,
                new PluginSecrets(_secrets, schemas),
                log,
                scope => new EngineLibs(catalog, hosts, _secrets, scope, clock, call =>
                {
                    log.Ran(call);
                    scripts?.Report(call);
                }),
                clock,
                calls);
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The object of an installed plugin's schema file, for showing values by it: only read, not checked again. It is empty when the
    /// artifact cannot be read.
    /// </summary>
    internal async Task<JsonObject> ReadSchemaFileAsync(PluginObject plugin, CancellationToken cancellationToken)
    {
        try
        {
            var path = Path.Combine(FolderOf(plugin), ArtifactFile);
            return SoundJson.Parse(await LocalFile.ReadAllBytesAsync(path, cancellationToken)) is JsonObject artifact
                ? ArtifactDocument.SchemaFileOf(artifact)
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var plugin in _loaded.Values)
            plugin.Dispose();
        _loaded.Clear();
    }

    private string FolderOf(PluginObject plugin) => directory.Plugin(plugin);
}
