using System.Security.Cryptography;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Bridge.Host;

/// <summary>One build of a plugin that a plugin host runs.</summary>
/// <param name="Artifact">Its artifact.</param>
/// <param name="Hash">The SHA-256 of its artifact file, in lower-case hexadecimal digits.</param>
/// <param name="Runtime">Its operations.</param>
internal sealed record HostedPlugin(Artifact Artifact, string Hash, PluginRuntime Runtime)
{
    /// <summary>The plugin in words, for messages.</summary>
    internal string Title => $"build {Artifact.BuildNumber} of the plugin '{Artifact.Name}' ({Artifact.Id})";

    /// <summary>Loads a plugin.</summary>
    /// <param name="artifactPath">Its artifact file.</param>
    /// <param name="folder">An empty folder for its code, which is needed until the process ends.</param>
    /// <param name="loggers">Where its log lines go.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">
    /// The file is not an artifact, was changed after it was built, or its code cannot be loaded.
    /// </exception>
    internal static async Task<HostedPlugin> LoadAsync(
        string artifactPath, string folder, PluginLoggers loggers, CancellationToken cancellationToken)
    {
        var artifact = await Artifact.ReadAsync(artifactPath, cancellationToken);
        var hash = await HashOfAsync(artifactPath, cancellationToken);
        await artifact.ExtractAsync(folder, cancellationToken);
        var code = PluginLoader.Load(folder, artifact.EntryPoint);
        var runtime = new PluginRuntime(code, artifact.Strategy, artifact.ReadSchemas(), loggers);
        if (artifact.ManifestFaults(runtime) is not { Count: > 0 } faults)
            return new HostedPlugin(artifact, hash, runtime);
        throw new InvalidArtifactException(
            artifactPath, $"its manifest says something else than its code of {string.Join(", ", faults)}.");
    }

    // The plugin host and the project compare this hash, to make sure that both come from the same artifact.
    private static async Task<string> HashOfAsync(string artifactPath, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(artifactPath);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
