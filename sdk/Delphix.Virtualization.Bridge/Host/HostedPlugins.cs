using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Wire;

namespace Delphix.Virtualization.Bridge.Host;

/// <summary>The plugins of a plugin host: several, and several builds of each, side by side.</summary>
internal sealed class HostedPlugins
{
    private const string StartWithArtifact =
        "Start the plugin host with the artifact.json that dvp build --official wrote for this build, beside those of other builds.";

    private readonly List<HostedPlugin> _plugins = [];

    internal IReadOnlyList<HostedPlugin> All => _plugins;

    /// <summary>Adds a plugin, before the plugin host begins to listen.</summary>
    internal void Add(HostedPlugin plugin) => _plugins.Add(plugin);

    /// <summary>The plugin that a call is for.</summary>
    /// <param name="hello">The message that begins a call.</param>
    /// <exception cref="UserException">It cannot be called here. The message says why to the user of the engine.</exception>
    internal HostedPlugin Find(JsonObject hello)
    {
        var protocol = $"{hello["protocol"]}";
        if (protocol != $"{BridgeProtocol.Version}")
        {
            throw new UserException(
                $"The plugin and the plugin host are of different releases: they speak version {protocol} and version "
                + $"{BridgeProtocol.Version} of the bridge's protocol.",
                "Build the plugin with the dvp that the plugin host runs, then upload it.",
                "");
        }

        var (id, build, hash) = ($"{hello["plugin"]}", $"{hello["build"]}", $"{hello["hash"]}");
        var ofPlugin = _plugins.Where(plugin => string.Equals(plugin.Artifact.Id, id, StringComparison.OrdinalIgnoreCase)).ToList();
        if (ofPlugin.Count == 0)
            throw Refusal($"The plugin host does not have the plugin {id}. It has {Titles(_plugins)}.");
        var ofBuild = ofPlugin.Where(plugin => plugin.Artifact.BuildNumber.ToString() == build).ToList();
        if (ofBuild.Count == 0)
            throw Refusal($"The plugin host does not have build {build} of this plugin. It has {Titles(ofPlugin)}.");
        return ofBuild.Find(plugin => plugin.Hash == hash)
            ?? throw Refusal(
                $"The plugin host has {ofBuild[0].Title}, but from another artifact than the one that this plugin was built with.");
    }

    private static string Titles(IEnumerable<HostedPlugin> plugins) => string.Join(", ", plugins.Select(plugin => plugin.Title));

    private static UserException Refusal(string message) => new(message, StartWithArtifact, "");
}
