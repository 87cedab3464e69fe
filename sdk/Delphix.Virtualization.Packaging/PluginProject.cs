using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Packaging;

/// <summary>What a plugin is built from: its config, its schemas and its C# project. Loading it checks all but the code.</summary>
/// <param name="Config">The plugin's config.</param>
/// <param name="Schemas">The plugin's schemas.</param>
/// <param name="ProjectFile">The absolute path of the project.</param>
public sealed record PluginProject(PluginConfig Config, PluginSchemas Schemas, string ProjectFile)
{
    /// <summary>What of the schema file has no effect, although it can be used.</summary>
    public IReadOnlyList<BuildFault> Warnings { get; private init; } = [];

    /// <summary>Reads and checks a plugin's config, its schema file, and that it has one project.</summary>
    /// <param name="configPath">The plugin's config file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BuildFailedException">Something is wrong; every fault is listed.</exception>
    public static async Task<PluginProject> LoadAsync(string configPath, CancellationToken cancellationToken = default)
    {
        var config = await PluginConfig.LoadAsync(configPath, cancellationToken);
        var faults = new List<BuildFault>();
        var project = FindProject(config, faults);
        var warnings = new List<BuildFault>();
        var schemas = await ReadSchemasAsync(config, faults, warnings, cancellationToken);
        return project is not null && schemas is not null && faults.Count == 0
            ? new PluginProject(config, schemas, project) { Warnings = warnings }
            : throw new BuildFailedException(faults);
    }

    private static string? FindProject(PluginConfig config, List<BuildFault> faults)
    {
        if (!Directory.Exists(config.SourceDirectory))
        {
            faults.Add(
                config.FaultAt("srcDir", $"there is no directory {config.SourceDirectory}. Name the directory of the plugin's project."));
            return null;
        }

        string[] projects = [.. Directory.EnumerateFiles(config.SourceDirectory, "*.csproj").Order(StringComparer.Ordinal)];
        if (projects is [var project])
            return project;
        faults.Add(config.FaultAt("srcDir", projects.Length == 0
            ? $"there is no .csproj file in {config.SourceDirectory}. Name the directory of the plugin's project."
            : $"{config.SourceDirectory} has more than one project ({string.Join(", ", projects.Select(Path.GetFileName))}). "
                + "Keep one in it."));
        return null;
    }

    private static async Task<PluginSchemas?> ReadSchemasAsync(
        PluginConfig config, List<BuildFault> faults, List<BuildFault> warnings, CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(config.SchemaPath, cancellationToken);
            var found = PluginSchemas.Check(text);
            foreach (var fault in found)
                (fault.IsWarning ? warnings : faults).Add(new BuildFault(config.SchemaPath, fault.Line, fault.Column, $"{fault.Text}."));
            return found.All(fault => fault.IsWarning) ? PluginSchemas.Parse(text) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            faults.Add(config.FaultAt("schemaFile", $"there is no file {config.SchemaPath}. Name the plugin's schema file."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add(config.FaultAt("schemaFile", $"{config.SchemaPath} cannot be read: {e.Message}"));
        }

        return null;
    }
}
