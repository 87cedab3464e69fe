using Delphix.Virtualization.Packaging;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>A plugin's artifact, built once for all tests. Worlds copy nothing of it: an engine unpacks it for itself.</summary>
internal sealed class BuiltPlugin
{
    private readonly Lazy<Task<string>> _built;

    private BuiltPlugin(params string[] folder) =>
        _built = new(() => BuildAsync(Path.Combine([Repository.Root, .. folder, "plugin_config.yml"])));

    /// <summary>The reference plugin, which is a staged one.</summary>
    public static BuiltPlugin Reference { get; } = new();

    /// <summary>The plugin for configuration files, which is a direct one.</summary>
    public static BuiltPlugin Configuration { get; } = new("samples", "configuration");

    /// <summary>The plugin of the public tutorial, which is release 1.0.0 of the reference plugin.</summary>
    public static BuiltPlugin Tutorial { get; } = new("samples", "tutorial");

    /// <summary>The artifact file.</summary>
    public Task<string> ArtifactAsync() => _built.Value;

    private static async Task<string> BuildAsync(string config)
    {
        var directory = new TemporaryDirectory();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => directory.Dispose();
        var artifact = directory.Combine("artifact.json");
        (await ArtifactBuilder.BuildAsync(config, artifact)).Warnings.Should()
            .BeEmpty("a plugin to learn from lacks nothing, and reads what its releases stored");
        return artifact;
    }
}
