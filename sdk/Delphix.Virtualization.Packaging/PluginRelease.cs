namespace Delphix.Virtualization.Packaging;

/// <summary>Records what a release of a plugin stores data by, so that each later build is checked against it.</summary>
public static class PluginRelease
{
    /// <summary>
    /// Writes <c>released/VERSION.json</c> beside the schema file, a copy of it, and <c>released/VERSION.migrations</c>, the ids of the
    /// data migrations. The version is the plugin's externalVersion, else its buildNumber.
    /// </summary>
    /// <param name="configPath">The plugin's config file.</param>
    /// <param name="artifactPath">The artifact that was built of it and is released.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The version, and the file of its schemas.</returns>
    /// <exception cref="BuildFailedException">The config is wrong; every fault is listed.</exception>
    /// <exception cref="InvalidArtifactException">The file is not an artifact.</exception>
    /// <exception cref="UserException">
    /// The artifact was built from something else, or the version was released already with other schemas.
    /// </exception>
    public static async Task<(string Version, string Path)> RecordAsync(
        string configPath, string artifactPath, CancellationToken cancellationToken = default)
    {
        var project = await PluginProject.LoadAsync(configPath, cancellationToken);
        var artifact = await Artifact.ReadAsync(artifactPath, cancellationToken);
        return await ReleasedSchemas.RecordAsync(project, artifact, cancellationToken);
    }
}
