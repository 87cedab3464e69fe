using System.Reflection;
using Delphix.Virtualization.Packaging;

namespace Delphix.Virtualization.Testing;

/// <summary>Makes an artifact of a plugin that is compiled already.</summary>
public static class TestArtifact
{
    private const string ConfigFile = "plugin_config.yml";

    /// <summary>
    /// Writes the artifact of the plugin in an assembly that a test references. It has the assembly and the libraries beside it that the
    /// plugin uses; native libraries and texts in other languages are missing, which <c>dvp build</c> takes along.
    /// </summary>
    /// <param name="plugin">The plugin's assembly.</param>
    /// <param name="path">The artifact file to write.</param>
    /// <param name="configFile">The plugin's config; null: the <c>plugin_config.yml</c> nearest above the assembly.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BuildFailedException">The config, the schemas or the code have faults, which are listed.</exception>
    /// <exception cref="FileNotFoundException">There is no config above the assembly.</exception>
    public static async Task WriteAsync(
        Assembly plugin, string path, string? configFile = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        var project = await PluginProject.LoadAsync(configFile ?? FindConfig(plugin), cancellationToken);
        using var code = new TemporaryDirectory();
        CopyCode(plugin, code.Path);
        var archive = await CodeArchive.PackAsync(code.Path, cancellationToken);
        var (artifact, _) = await ArtifactBuilder.DescribeAsync(project, code.Path, archive, path, cancellationToken);
        await ArtifactDocument.WriteAsync(path, artifact.Json, cancellationToken);
    }

    private static string FindConfig(Assembly plugin)
    {
        for (var folder = Path.GetDirectoryName(plugin.Location); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, ConfigFile)))
                return Path.Combine(folder, ConfigFile);
        }

        throw new FileNotFoundException($"There is no {ConfigFile} in a folder above {plugin.Location}. Give its path.");
    }

    private static void CopyCode(Assembly plugin, string target)
    {
        var folder = Path.GetDirectoryName(plugin.Location)!;
        var left = new Stack<Assembly>([plugin]);
        while (left.TryPop(out var assembly))
        {
            var copy = Path.Combine(target, Path.GetFileName(assembly.Location));
            // What .NET and the engine have themselves is not the plugin's.
            if (Path.GetDirectoryName(assembly.Location) != folder || SharedAssemblies.Provides(assembly.Location) || File.Exists(copy))
                continue;
            File.Copy(assembly.Location, copy);
            var symbols = Path.ChangeExtension(assembly.Location, ".pdb");
            if (File.Exists(symbols))
                File.Copy(symbols, Path.ChangeExtension(copy, ".pdb"));
            foreach (var reference in assembly.GetReferencedAssemblies())
                left.Push(Assembly.Load(reference));
        }
    }
}
