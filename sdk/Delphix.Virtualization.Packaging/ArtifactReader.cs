using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Packaging;

/// <summary>Reads artifacts and collects everything that is wrong with one.</summary>
internal sealed class ArtifactReader
{
    private readonly JsonObject _json;
    private readonly string[] _languages;
    private readonly List<string> _faults = [];

    private ArtifactReader(JsonObject json, string[] languages) => (_json, _languages) = (json, languages);

    /// <summary>Reads an artifact that this SDK can load.</summary>
    internal static Task<Artifact> ReadAsync(string path, CancellationToken cancellationToken) =>
        ReadAsync(path, [PluginConfig.Language], cancellationToken);

    /// <summary>Reads an artifact for any engine.</summary>
    internal static Task<Artifact> ReadForUploadAsync(string path, CancellationToken cancellationToken) =>
        ReadAsync(path, [PluginConfig.Language, ArtifactDocument.OfficialLanguage], cancellationToken);

    private static async Task<Artifact> ReadAsync(string path, string[] languages, CancellationToken cancellationToken)
    {
        try
        {
            // It is read more than once, and a pipe may never be opened.
            if (FileFacts.IsPipeOrDevice(path))
                throw new InvalidArtifactException(path, "it is a pipe or a device. Save what it gives to a file first.");
            await using var file = File.OpenRead(path);
            if (file.Length > Artifact.MaxFileSize)
            {
                throw new InvalidArtifactException(
                    path, $"it has {file.Length} bytes; the most is {ByteSize.Format(Artifact.MaxFileSize)}.");
            }

            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            return JsonNode.Parse(file, documentOptions: options) is JsonObject json
                ? Read(path, json, languages)
                : throw new InvalidArtifactException(path, "it does not hold a JSON object.");
        }
        catch (JsonException e)
        {
            throw new InvalidArtifactException(
                path,
                e.LineNumber is { } line
                    ? $"it is not JSON (line {line + 1}, position {e.BytePositionInLine + 1})."
                    : $"it is not usable JSON: {e.Message}",
                e);
        }
        catch (InvalidOperationException e)
        {
            // Of a name or a text, .NET finds only as it reads it that it is cut within a character.
            throw new InvalidArtifactException(path, $"it is not usable JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidArtifactException(path, "there is no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidArtifactException(path, $"it cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="InvalidArtifactException">The object is not an artifact.</exception>
    internal static Artifact Read(string path, JsonObject json) => Read(path, json, [PluginConfig.Language]);

    private static Artifact Read(string path, JsonObject json, string[] languages)
    {
        if (json["type"] is not JsonValue type || !type.TryGetValue<string>(out var name) || name != ArtifactDocument.Type)
            throw new InvalidArtifactException(
                path, $"its type is {json["type"]?.ToJsonString() ?? "missing"}; it must be \"{ArtifactDocument.Type}\".");
        var reader = new ArtifactReader(json, languages);
        var artifact = reader.Read(path);
        return reader._faults.Count == 0 ? artifact : throw new InvalidArtifactException(path, string.Join(" ", reader._faults));
    }

    private Artifact Read(string path)
    {
        Text(_json, "language", _languages.Contains, $"must be {string.Join(" or ", _languages)}");
        foreach (var key in (string[])["virtualSourceDefinition", "snapshotSchema", "snapshotParametersDefinition"])
            Object(key);
        ReadVersion("buildApi");
        var hostType = ReadHostType();
        var linked = Text(
            Object("linkedSourceDefinition"),
            "type",
            text => text is ArtifactDocument.StagedSourceType or ArtifactDocument.DirectSourceType,
            "is of no known kind");
        return new Artifact(path, _json, ReadCode())
        {
            // Blanks around it are not part of it, though .NET takes them.
            Id = Text(_json, "pluginId", text => text.Length == 36 && Guid.TryParseExact(text, "D", out _), "must be a UUID"),
            Name = Text(_json, "name"),
            ExternalVersion = _json.ContainsKey("externalVersion") ? Text(_json, "externalVersion") : null,
            BuildNumber = BuildNumber.TryParse(
                Text(_json, "buildNumber", text => BuildNumber.TryParse(text, out _), "must be a build number"), out var number)
                ? number
                : default,
            EngineApi = ReadVersion("engineApi"),
            EntryPoint = Text(
                _json, "entryPoint", text => text.Split(':') is [{ Length: > 0 }, { Length: > 0 }], "must be Namespace.Type:Member"),
            Strategy = linked == ArtifactDocument.DirectSourceType ? PluginStrategy.Direct : PluginStrategy.Staged,
            HostType = hostType,
            ManualDiscovery = Flag(Object("discoveryDefinition"), "manualSourceConfigDiscovery"),
            RootSquashEnabled = Flag(_json, "rootSquashEnabled"),
            ExtendedStartStopHooks = Flag(_json, "extendedStartStopHooks"),
            MigrationIds = ReadManifest(),
        };
    }

    private Version ReadVersion(string key)
    {
        var version = Object(key);
        if (ArtifactDocument.VersionOf(version) is { } read)
            return read;
        if (version is not null)
            _faults.Add($"{key} must have the numbers major, minor and micro.");
        return new Version();
    }

    private HostType ReadHostType()
    {
        if (_json["hostTypes"] is JsonArray { Count: 1 } hosts
            && hosts[0] is JsonValue host
            && host.TryGetValue<string>(out var name)
            && name is "UNIX" or "WINDOWS")
            return name == "WINDOWS" ? HostType.Windows : HostType.Unix;
        _faults.Add("hostTypes must be a list of exactly one of UNIX and WINDOWS.");
        return default;
    }

    private byte[] ReadCode()
    {
        var text = Text(_json, "sourceCode");
        if (text.Length == 0)
            return [];
        try
        {
            var code = Convert.FromBase64String(text);
            if (CodeArchive.FaultOf(code) is { } fault)
                _faults.Add(fault);
            return code;
        }
        catch (FormatException)
        {
            _faults.Add("its code (sourceCode) is not base64.");
            return [];
        }
    }

    private List<string> ReadManifest()
    {
        var manifest = Object("manifest");
        if (manifest is null)
            return [];
        foreach (var key in OperationTable.All.Select(operation => operation.ManifestKey).OfType<string>().Distinct())
            Flag(manifest, key);
        var ids = manifest["migrationIdList"] is JsonArray list
            ? list
                .Select(item => item is JsonValue value
                    && value.TryGetValue<string>(out var text)
                    && MigrationId.TryParse(text, out var id) ? id : null)
                .ToList()
            : [null];
        if (ids.Contains(null))
            _faults.Add("manifest.migrationIdList must be a list of migration ids.");
        return [.. ids.OfType<MigrationId>().Order().Select(id => id.ToString())];
    }

    private JsonObject? Object(string key)
    {
        if (_json[key] is JsonObject value)
            return value;
        _faults.Add(_json.ContainsKey(key) ? $"{key} must be an object." : $"{key} is missing.");
        return null;
    }

    private string Text(JsonObject? parent, string key, Func<string, bool>? isValid = null, string rule = "")
    {
        if (parent is null)
            return "";
        if (parent[key] is not JsonValue value || !value.TryGetValue<string>(out var text) || text.Length == 0)
            _faults.Add(parent.ContainsKey(key) ? $"{PathOf(parent, key)} must be text." : $"{PathOf(parent, key)} is missing.");
        else if (isValid is not null && !isValid(text))
            _faults.Add($"{PathOf(parent, key)} {rule}; it is '{text}'.");
        else
            return text;
        return "";
    }

    private bool Flag(JsonObject? parent, string key)
    {
        if (parent is null)
            return false;
        if (parent[key] is JsonValue value && value.TryGetValue<bool>(out var flag))
            return flag;
        _faults.Add(parent.ContainsKey(key) ? $"{PathOf(parent, key)} must be true or false." : $"{PathOf(parent, key)} is missing.");
        return false;
    }

    private static string PathOf(JsonObject parent, string key) => parent.Parent is null ? key : $"{parent.GetPropertyName()}.{key}";
}
