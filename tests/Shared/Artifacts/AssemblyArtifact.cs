using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.TestSupport;

/// <summary>Makes artifacts of plugins that a test has in its own assembly, so that nothing has to be compiled.</summary>
internal static class AssemblyArtifact
{
    /// <summary>Writes an artifact.</summary>
    /// <param name="path">The artifact file; its code is put together beside it.</param>
    /// <param name="id">The plugin's id.</param>
    /// <param name="name">The plugin's name.</param>
    /// <param name="build">The build number.</param>
    /// <param name="schema">The text of the schema file.</param>
    /// <param name="type">The class that has the plugin.</param>
    /// <param name="member">Its static property that is the plugin.</param>
    /// <param name="strategy">How the plugin ingests.</param>
    /// <returns>The artifact file.</returns>
    public static async Task<string> WriteAsync(
        string path, string id, string name, string build, string schema, Type type, string member = "Plugin",
        PluginStrategy strategy = PluginStrategy.Staged)
    {
        var assembly = type.Assembly.Location;
        var code = Directory.CreateDirectory($"{path}.code").FullName;
        File.Copy(assembly, Path.Combine(code, Path.GetFileName(assembly)));
        var config = new PluginConfig
        {
            Path = Path.Combine(code, "plugin_config.yml"),
            Id = id,
            Name = name,
            BuildNumber = BuildNumber.TryParse(build, out var number) ? number : throw new ArgumentException(build, nameof(build)),
            HostType = HostType.Unix,
            Strategy = strategy,
            EntryPoint = $"{type.FullName}:{member}",
            SrcDir = ".",
            SchemaFile = "schema.json",
        };
        var schemas = PluginSchemas.Parse(schema);
        var plugin = (Plugin)type.GetProperty(member)!.GetValue(null)!;
        var artifact = ArtifactDocument.Create(
            config, schemas, new PluginRuntime(plugin, strategy, schemas), await CodeArchive.PackAsync(code, CancellationToken.None));
        await ArtifactDocument.WriteAsync(path, artifact, CancellationToken.None);
        return path;
    }
}
