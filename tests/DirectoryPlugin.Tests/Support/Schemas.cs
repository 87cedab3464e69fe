using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace DirectoryPlugin.Tests.Support;

/// <summary>The plugin's schema files, and the plugin as an engine binds it to them.</summary>
internal static class Schemas
{
    public static Task<PluginSchemas> CurrentAsync() => PluginSchemas.ParseAsync(RepositoryFiles.Read("schemas", "schema.json"));

    public static Task<PluginSchemas> ReleasedAsync(string version) => PluginSchemas.ParseAsync(RepositoryFiles.Read("schemas", "released", $"{version}.json"));

    public static async Task<PluginRuntime> RuntimeAsync() => new(PluginRunner.Plugin, PluginStrategy.Staged, await CurrentAsync());
}
