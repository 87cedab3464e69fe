using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>The reference plugin's artifact, built once for all tests. Worlds copy nothing of it: an engine unpacks it for itself.</summary>
internal static class ReferencePlugin
{
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>The artifact file.</summary>
    public static Task<string> ArtifactAsync() => Built.Value;

    private static async Task<string> BuildAsync()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "plugin_config.yml")))
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        var directory = new TemporaryDirectory();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
        var artifact = directory.Combine("artifact.json");
        await ArtifactBuilder.BuildAsync(Path.Combine(root.FullName, "plugin_config.yml"), artifact);
        return artifact;
    }
}
