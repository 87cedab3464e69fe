using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Packaging;

/// <summary>Builds a plugin's artifact: config, schemas, compiled code, and what operations the code has.</summary>
public static class ArtifactBuilder
{
    /// <summary>Builds an artifact. Building the same sources again gives the same bytes.</summary>
    /// <param name="configPath">The plugin's config file.</param>
    /// <param name="artifactPath">The file to write; it is replaced as a whole, or not at all.</param>
    /// <param name="options">How to build; null: as for users of the plugin.</param>
    /// <param name="progress">Receives each step, in a few words; null to discard them.</param>
    /// <param name="cancellationToken">Ends the build, with the compiler that it started.</param>
    /// <returns>The artifact and the warnings.</returns>
    /// <exception cref="BuildFailedException">The plugin cannot be built; every fault that was found is listed.</exception>
    public static async Task<BuildResult> BuildAsync(
        string configPath,
        string artifactPath,
        BuildOptions? options = null,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(artifactPath);
        progress?.Report($"Checking {Path.GetFileName(configPath)} and the schemas");
        var project = await PluginProject.LoadAsync(configPath, cancellationToken);
        if (Directory.Exists(artifactPath))
            throw Unwritable(artifactPath, "it is a directory.", null);
        options ??= new BuildOptions();
        var work = options.WorkDirectory ?? Directory.CreateTempSubdirectory("dvp-build-").FullName;
        try
        {
            var (code, compilerWarnings) = await PublishAsync(project, work, options, progress, cancellationToken);
            progress?.Report("Reading the plugin's operations");
            var archive = await CodeArchive.PackAsync(code, cancellationToken);
            var (artifact, warnings) = await DescribeAsync(project, code, archive, artifactPath, cancellationToken);
            progress?.Report($"Writing {artifactPath}");
            await WriteAsync(artifact, artifactPath, cancellationToken);
            return new BuildResult(artifact, [.. project.Warnings.Concat(compilerWarnings).Select(warning => $"{warning}"), .. warnings]);
        }
        finally
        {
            if (options.WorkDirectory is null)
                Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>
    /// Binds the operations of published code, sees whether data of releases can be upgraded, and puts the artifact together.
    /// </summary>
    internal static async Task<(Artifact Artifact, IReadOnlyList<string> Warnings)> DescribeAsync(
        PluginProject project, string code, byte[] archive, string artifactPath, CancellationToken cancellationToken)
    {
        try
        {
            var plugin = PluginLoader.Load(code, project.Config.EntryPoint);
            var runtime = new PluginRuntime(plugin, project.Config.Strategy, project.Schemas);
            var (faults, warnings) = await new ReleaseGuard(project, runtime).CheckAsync(cancellationToken);
            if (faults.Count > 0)
                throw new BuildFailedException(faults);
            var json = ArtifactDocument.Create(project.Config, project.Schemas, runtime, archive);
            return (ArtifactReader.Read(artifactPath, json), [.. runtime.MissingOperations.Select(Warning), .. warnings]);
        }
        catch (PluginDefinitionException e)
        {
            throw new BuildFailedException(
                [.. e.Faults.Select(fault => new BuildFault(project.ProjectFile, null, null, fault))], innerException: e);
        }
        catch (PluginLoadException e)
        {
            throw new BuildFailedException(
                [project.Config.FaultAt("entryPoint", $"{e.Message} {e.Action}")], e.InnerException?.ToString(), e);
        }
    }

    private static async Task<(string Code, IReadOnlyList<BuildFault> Warnings)> PublishAsync(
        PluginProject project, string directory, BuildOptions options, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        // One build at a time per user: plugins that reference the same projects would otherwise compile into the same directories at once.
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var lockFile = Path.Combine(data, "dvp", "build.lock");
        using var turn = await FileLock.AcquireAsync(lockFile, Tell, cancellationToken);
        progress?.Report($"Compiling {Path.GetFileName(project.ProjectFile)}");
        return await ProjectPublisher.PublishAsync(project, directory, options, cancellationToken);

        void Tell() => progress?.Report("Waiting for another build to end");
    }

    private static async Task WriteAsync(Artifact artifact, string path, CancellationToken cancellationToken)
    {
        try
        {
            await ArtifactDocument.WriteAsync(path, artifact.Json, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e.Message, e);
        }
    }

    private static BuildFailedException Unwritable(string path, string reason, Exception? cause) =>
        new([new BuildFault(path, null, null, $"the artifact cannot be written: {reason} Name another file.")], innerException: cause);

    private static string Warning(string operation)
    {
        var attribute = string.Join('.', operation.Split('.').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        return $"The plugin lacks the required operation {operation}; workflows that need it will fail. Add a method with [{attribute}].";
    }
}
