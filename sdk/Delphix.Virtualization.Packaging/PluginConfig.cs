using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Packaging;

/// <summary>
/// What plugin_config.yml says of a plugin. The keys and their rules are those of the platform's "Plugin Config" reference.
/// </summary>
public sealed record PluginConfig
{
    /// <summary>The only <c>language</c> of this SDK.</summary>
    public const string Language = "DOTNET10";

    /// <summary>The <c>defaultLocale</c> of a plugin that does not name one.</summary>
    public const string DefaultLocaleWhenAbsent = "en-us";

    /// <summary>The config file, as it was asked for.</summary>
    public required string Path { get; init; }

    /// <summary>The plugin's identity on every engine: a UUID, spelt as in the file.</summary>
    public required string Id { get; init; }

    /// <summary>The name that users see.</summary>
    public required string Name { get; init; }

    /// <summary>The version that users see, in any form; null: they see the build number.</summary>
    public string? ExternalVersion { get; init; }

    /// <summary>What an engine compares to tell an upgrade from a downgrade.</summary>
    public required BuildNumber BuildNumber { get; init; }

    /// <summary>The kind of host that the plugin is for.</summary>
    public required HostType HostType { get; init; }

    /// <summary>How the plugin ingests; <c>pluginType</c>.</summary>
    public required PluginStrategy Strategy { get; init; }

    /// <summary>The static member that holds the <see cref="Plugin"/>, as <c>Namespace.Type:Member</c>.</summary>
    public required string EntryPoint { get; init; }

    /// <summary>The directory of the plugin's project, as written: absolute or relative to the config file.</summary>
    public required string SrcDir { get; init; }

    /// <summary>The schema file, as written: absolute or relative to the config file.</summary>
    public required string SchemaFile { get; init; }

    /// <summary>Whether users may add source configs by hand. True when absent.</summary>
    public bool ManualDiscovery { get; init; } = true;

    /// <summary>Whether the root user of a host loses its rights on the engine's mounts. True when absent.</summary>
    public bool RootSquashEnabled { get; init; } = true;

    /// <summary>The locale of the plugin's messages.</summary>
    public string DefaultLocale { get; init; } = DefaultLocaleWhenAbsent;

    /// <summary>Whether the user's start and stop hooks also run when a VDB is enabled and disabled. False when absent.</summary>
    public bool ExtendedStartStopHooks { get; init; }

    /// <summary>The name of the Lua plugin that this one replaces; null for nearly every plugin.</summary>
    public string? LuaName { get; init; }

    /// <summary>
    /// The earliest version of the Lua plugin that can be upgraded, as <c>major.minor</c>; set exactly when <see cref="LuaName"/> is.
    /// </summary>
    public string? MinimumLuaVersion { get; init; }

    /// <summary>The absolute path of the config file's directory.</summary>
    public string Directory => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>The absolute path of <see cref="SrcDir"/>.</summary>
    public string SourceDirectory => System.IO.Path.GetFullPath(SrcDir, Directory);

    /// <summary>The absolute path of <see cref="SchemaFile"/>.</summary>
    public string SchemaPath => System.IO.Path.GetFullPath(SchemaFile, Directory);

    /// <summary>Where in the file the values are, to point at one that turns out to be wrong later.</summary>
    internal IReadOnlyDictionary<string, ConfigEntry> Entries { get; init; } = new Dictionary<string, ConfigEntry>();

    /// <summary>Reads a config file. Only this file is looked at, not those that it names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="BuildFailedException">
    /// The file cannot be read, or breaks the rules; every fault is listed with its place.
    /// </exception>
    public static async Task<PluginConfig> LoadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var text = await LocalFile.ReadAllTextAsync(path, cancellationToken);
            return PluginConfigReader.Read(path, text);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BuildFailedException(
                [new BuildFault(
                    path, null, null, "the plugin config file does not exist. Go to the plugin's directory, or name the file.")],
                innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildFailedException(
                [new BuildFault(path, null, null, $"the plugin config file cannot be read: {e.Message}")], innerException: e);
        }
    }

    /// <summary>A fault of the value of a key.</summary>
    internal BuildFault FaultAt(string key, string message) =>
        Entries.TryGetValue(key, out var entry)
            ? new BuildFault(Path, entry.Line, entry.Column, $"{key}: {message}")
            : new BuildFault(Path, null, null, $"{key}: {message}");
}
