using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace DirectoryPlugin.Tests.Support;

/// <summary>The plugin's schema files, and the plugin as an engine binds it to them.</summary>
internal static class Schemas
{
    public static PluginSchemas Current() => PluginSchemas.Parse(RepositoryFiles.Read("schemas", "schema.json"));

    public static PluginSchemas Released(string version) =>
        PluginSchemas.Parse(RepositoryFiles.Read("schemas", "released", $"{version}.json"));

    public static PluginRuntime Runtime() => new(PluginRunner.Plugin, PluginStrategy.Staged, Current());
}
