using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Packaging;

/// <summary>A built plugin: what <c>dvp build</c> writes and an engine takes.</summary>
public sealed class Artifact
{
    /// <summary>The size in bytes that an artifact file may have at most: 256 MiB.</summary>
    public const long MaxFileSize = 256L << 20;

    private readonly string _path;
    private readonly byte[] _code;

    internal Artifact(string path, JsonObject json, byte[] code)
    {
        _path = path;
        _code = code;
        Json = json;
    }

    /// <summary>The plugin's identity on every engine: a UUID, spelt as in its config file.</summary>
    public required string Id { get; init; }

    /// <summary>The name that users see.</summary>
    public required string Name { get; init; }

    /// <summary>The version that users see; null: they see the build number.</summary>
    public required string? ExternalVersion { get; init; }

    /// <summary>What an engine compares to tell an upgrade from a downgrade.</summary>
    public required BuildNumber BuildNumber { get; init; }

    /// <summary>The version of the engine's web API that the plugin was built for.</summary>
    public required Version EngineApi { get; init; }

    /// <summary>The static member that holds the <see cref="Plugin"/>, as <c>Namespace.Type:Member</c>.</summary>
    public required string EntryPoint { get; init; }

    /// <summary>How the plugin ingests.</summary>
    public required PluginStrategy Strategy { get; init; }

    /// <summary>The kind of host that the plugin is for.</summary>
    public required HostType HostType { get; init; }

    /// <summary>Whether users may add source configs by hand.</summary>
    public required bool ManualDiscovery { get; init; }

    /// <summary>Whether the root user of a host loses its rights on the engine's mounts.</summary>
    public required bool RootSquashEnabled { get; init; }

    /// <summary>Whether the user's start and stop hooks also run when a VDB is enabled and disabled.</summary>
    public required bool ExtendedStartStopHooks { get; init; }

    /// <summary>The ids of the plugin's data migrations in standard form, in the order in which they run.</summary>
    public required IReadOnlyList<string> MigrationIds { get; init; }

    /// <summary>The artifact as it is in the file.</summary>
    public JsonObject Json { get; }

    /// <summary>Reads and checks an artifact file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The artifact.</returns>
    /// <exception cref="InvalidArtifactException">
    /// The file cannot be read, or is not an artifact of this SDK; everything that is wrong is said.
    /// </exception>
    public static Task<Artifact> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ArtifactReader.ReadAsync(path, cancellationToken);
    }

    /// <summary>Whether the plugin has an operation, as its manifest says.</summary>
    /// <param name="operation">The operation's name, for example <c>virtual.initialize</c>.</param>
    public bool Implements(string operation) =>
        OperationTable.Find(operation, Strategy)?.ManifestKey is { } key && Json["manifest"]?[key]?.GetValue<bool>() is true;

    /// <summary>
    /// The keys of the manifest that say something else than the plugin's code does; none in what <c>dvp build</c> wrote.
    /// </summary>
    /// <param name="code">The plugin's code, loaded.</param>
    public IReadOnlyList<string> ManifestFaults(PluginRuntime code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return [.. ArtifactDocument.Manifest(code).Where(item => !JsonNode.DeepEquals(item.Value, Json["manifest"]![item.Key]))
            .Select(item => item.Key)];
    }

    /// <summary>The plugin's schemas.</summary>
    /// <exception cref="InvalidArtifactException">They are not valid.</exception>
    public PluginSchemas ReadSchemas()
    {
        try
        {
            return PluginSchemas.FromJson(ArtifactDocument.SchemaFileOf(Json));
        }
        catch (PluginDefinitionException e)
        {
            throw new InvalidArtifactException(_path, string.Join(" ", e.Faults), e);
        }
    }

    /// <summary>Unpacks the plugin's code for this user alone, all of it or nothing.</summary>
    /// <param name="directory">Where to; it must not exist yet, or be empty.</param>
    /// <param name="cancellationToken">Ends the unpacking.</param>
    /// <exception cref="InvalidArtifactException">The code is broken, or larger than 512 MiB when unpacked.</exception>
    /// <exception cref="IOException">The directory is not empty, or cannot be written.</exception>
    public async Task ExtractAsync(string directory, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new IOException($"The directory {target} is not empty.");
        var temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        PrivateFolder.Make(temporary);
        try
        {
            await CodeArchive.UnpackAsync(_code, temporary, cancellationToken);
            if (Directory.Exists(target))
                Directory.Delete(target);
            Directory.Move(temporary, target);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidArtifactException(_path, e.Message, e);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }
}
