using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Packaging;

/// <summary>
/// What a release of a plugin stored data by: <c>released/VERSION.json</c> beside the schema file, a copy of it, and
/// <c>released/VERSION.migrations</c>, the ids of the data migrations that the release had, a line each; without that file it had none.
/// </summary>
/// <param name="Version">The release.</param>
/// <param name="Schemas">Its schemas.</param>
/// <param name="MigrationIds">The ids of its data migrations, in standard form.</param>
internal sealed record ReleasedSchemas(string Version, PluginSchemas Schemas, IReadOnlySet<string> MigrationIds)
{
    private const string SchemaExtension = ".json";
    private const string MigrationsExtension = ".migrations";

    /// <summary>Reads all releases of a plugin.</summary>
    /// <exception cref="BuildFailedException">A file cannot be read; every fault is listed.</exception>
    internal static async Task<IReadOnlyList<ReleasedSchemas>> ReadAllAsync(PluginConfig config, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(FolderOf(config)))
            return [];
        var releases = new List<ReleasedSchemas>();
        var faults = new List<BuildFault>();
        foreach (var path in Directory.EnumerateFiles(FolderOf(config), "*" + SchemaExtension).Order(StringComparer.Ordinal))
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken);
            faults.AddRange(PluginSchemas.Check(text)
                .Where(fault => !fault.IsWarning)
                .Select(fault => new BuildFault(path, fault.Line, fault.Column, $"{fault.Text}.")));
            var migrations = Path.ChangeExtension(path, MigrationsExtension);
            var ids = File.Exists(migrations) ? await ReadIdsAsync(migrations, faults, cancellationToken) : [];
            if (faults.Count == 0)
                releases.Add(new ReleasedSchemas(Path.GetFileNameWithoutExtension(path), PluginSchemas.Parse(text), ids));
        }

        return faults.Count == 0 ? releases : throw new BuildFailedException(faults);
    }

    /// <summary>Records what the build of an artifact stores data by, for good.</summary>
    /// <param name="project">The plugin.</param>
    /// <param name="artifact">What was built of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The version, and the file of its schemas.</returns>
    /// <exception cref="UserException">
    /// The artifact is not of this config and schema file, or the version was released with other schemas.
    /// </exception>
    internal static async Task<(string Version, string Path)> RecordAsync(
        PluginProject project, Artifact artifact, CancellationToken cancellationToken)
    {
        var config = project.Config;
        var version = artifact.ExternalVersion ?? artifact.BuildNumber.ToString();
        if (version.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || version.StartsWith('.'))
            throw new UserException(
                $"The version '{version}' cannot be the name of a file.", "Give the plugin an externalVersion such as 1.2.0.", "");
        var text = await File.ReadAllTextAsync(config.SchemaPath, cancellationToken);
        var built = artifact.ReadSchemas();
        if (artifact.Id != config.Id
            || artifact.BuildNumber != config.BuildNumber
            || Enum.GetValues<DefinitionKind>().Any(kind => !JsonNode.DeepEquals(project.Schemas[kind], built[kind])))
            throw new UserException(
                $"The artifact was not built from {config.Path} as it is now.",
                "Build it again, then record the release: dvp build, dvp release",
                "");
        var path = Path.Combine(FolderOf(config), version + SchemaExtension);
        var ids = string.Concat(artifact.MigrationIds.Select(id => $"{id}\n"));
        var migrations = Path.ChangeExtension(path, MigrationsExtension);
        if (File.Exists(path)
            && (
                await File.ReadAllTextAsync(path, cancellationToken) != text
                    || await ReadIfThereAsync(migrations, cancellationToken) != ids))
            throw new UserException(
                $"{version} was released already, with other schemas or migrations: {path}.",
                "A release never changes. Give the plugin a new externalVersion and buildNumber, and build it again.",
                "");
        Directory.CreateDirectory(FolderOf(config));
        // The schemas last: with them the release is there.
        if (artifact.MigrationIds.Count > 0)
            await File.WriteAllTextAsync(migrations, ids, cancellationToken);
        await File.WriteAllTextAsync(path, text, cancellationToken);
        return (version, path);
    }

    private static string FolderOf(PluginConfig config) => Path.Combine(Path.GetDirectoryName(config.SchemaPath)!, "released");

    private static async Task<string> ReadIfThereAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : "";

    private static async Task<HashSet<string>> ReadIdsAsync(string path, List<BuildFault> faults, CancellationToken cancellationToken)
    {
        var ids = new HashSet<string>();
        var lines = await File.ReadAllLinesAsync(path, cancellationToken);
        for (var i = 0; i < lines.Length; i++)
        {
            if (MigrationId.TryParse(lines[i], out var id))
                ids.Add(id.ToString());
            else
                faults.Add(new BuildFault(path, i + 1, 1, $"'{lines[i]}' is not the id of a data migration, such as 2.0.1."));
        }

        return ids;
    }
}
