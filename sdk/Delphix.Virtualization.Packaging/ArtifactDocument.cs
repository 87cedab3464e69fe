using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Packaging;

/// <summary>The JSON of an artifact. Its names and literals are those that the platform's own build writes.</summary>
internal static class ArtifactDocument
{
    internal const string Type = "Plugin";

    /// <summary>The <c>language</c> of what official engines load.</summary>
    internal const string OfficialLanguage = "PYTHON311";
    internal const string StagedSourceType = "PluginLinkedStagedSourceDefinition";
    internal const string DirectSourceType = "PluginLinkedDirectSourceDefinition";

    /// <summary>The version of the platform's API package dvp-api that the public SDK 5.0.1 is built on and this SDK agrees with.</summary>
    private static readonly Version BuildApi = new(1, 9, 0);

    /// <summary>The version of the engine's web API that understands such an artifact.</summary>
    internal static readonly Version EngineApi = new(1, 11, 16);

    /// <summary>How an artifact, and what is made of one, is written.</summary>
    internal static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",

        // It is a file and never part of a web page: base64 stays readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static JsonObject Create(PluginConfig config, PluginSchemas schemas, PluginRuntime runtime, byte[] code)
    {
        var artifact = new JsonObject
        {
            ["type"] = Type,
            ["pluginId"] = config.Id,
            ["name"] = config.Name,
            ["externalVersion"] = config.ExternalVersion,
            ["defaultLocale"] = config.DefaultLocale,
            ["language"] = PluginConfig.Language,
            ["hostTypes"] = new JsonArray(config.HostType == HostType.Windows ? "WINDOWS" : "UNIX"),
            ["entryPoint"] = config.EntryPoint,
            ["buildNumber"] = config.BuildNumber.ToString(),
            ["buildApi"] = ApiVersion(BuildApi),
            ["engineApi"] = ApiVersion(EngineApi),
            ["rootSquashEnabled"] = config.RootSquashEnabled,
            ["extendedStartStopHooks"] = config.ExtendedStartStopHooks,
            ["luaName"] = config.LuaName,
            ["minimumLuaVersion"] = config.MinimumLuaVersion,
            ["sourceCode"] = Convert.ToBase64String(code),
            ["virtualSourceDefinition"] = new JsonObject
            {
                ["type"] = "PluginVirtualSourceDefinition",
                ["parameters"] = schemas[DefinitionKind.VirtualSource],
            },
            ["linkedSourceDefinition"] = new JsonObject
            {
                ["type"] = config.Strategy == PluginStrategy.Staged ? StagedSourceType : DirectSourceType,
                ["parameters"] = schemas[DefinitionKind.LinkedSource],
            },
            ["discoveryDefinition"] =
                Discovery(config.ManualDiscovery, schemas[DefinitionKind.Repository], schemas[DefinitionKind.SourceConfig]),
            ["snapshotSchema"] = schemas[DefinitionKind.Snapshot],
            ["snapshotParametersDefinition"] = new JsonObject
            {
                ["type"] = "PluginSnapshotParametersDefinition",
                ["schema"] = schemas[DefinitionKind.SnapshotParameters],
            },
            ["manifest"] = Manifest(runtime),
        };
        foreach (var optional in (string[])["externalVersion", "luaName", "minimumLuaVersion"])
        {
            if (artifact[optional] is null)
                artifact.Remove(optional);
        }

        return artifact;
    }

    internal static Task WriteAsync(string path, JsonObject artifact, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        return DurableFile.WriteAsync(target, file => JsonSerializer.SerializeAsync(file, artifact, Options, cancellationToken));
    }

    /// <summary>The object of the schema file that an artifact was built from.</summary>
    internal static JsonObject SchemaFileOf(JsonObject artifact)
    {
        var discovery = artifact["discoveryDefinition"];
        var file = new JsonObject
        {
            [PluginSchemas.NameOf(DefinitionKind.Repository)] = WithIdentity(discovery, "repository"),
            [PluginSchemas.NameOf(DefinitionKind.SourceConfig)] = WithIdentity(discovery, "sourceConfig"),
            [PluginSchemas.NameOf(DefinitionKind.LinkedSource)] = artifact["linkedSourceDefinition"]?["parameters"]?.DeepClone(),
            [PluginSchemas.NameOf(DefinitionKind.VirtualSource)] = artifact["virtualSourceDefinition"]?["parameters"]?.DeepClone(),
            [PluginSchemas.NameOf(DefinitionKind.Snapshot)] = artifact["snapshotSchema"]?.DeepClone(),
            [PluginSchemas.NameOf(DefinitionKind.SnapshotParameters)] = artifact["snapshotParametersDefinition"]?["schema"]?.DeepClone(),
        };
        foreach (var name in DefinitionNames.All.Where(name => file[name] is null))
            file.Remove(name);
        return file;
    }

    /// <summary>Puts other schemas, those of a schema file, in the place of an artifact's own.</summary>
    internal static void SetSchemas(JsonObject artifact, JsonObject file)
    {
        var isManual = artifact["discoveryDefinition"]!["manualSourceConfigDiscovery"]!.GetValue<bool>();
        artifact["discoveryDefinition"] = Discovery(isManual, Of(DefinitionKind.Repository), Of(DefinitionKind.SourceConfig));
        artifact["linkedSourceDefinition"]!["parameters"] = Of(DefinitionKind.LinkedSource);
        artifact["virtualSourceDefinition"]!["parameters"] = Of(DefinitionKind.VirtualSource);
        artifact["snapshotSchema"] = Of(DefinitionKind.Snapshot);
        artifact["snapshotParametersDefinition"]!["schema"] = Of(DefinitionKind.SnapshotParameters);

        JsonObject Of(DefinitionKind kind) => file[PluginSchemas.NameOf(kind)]!.DeepClone().AsObject();
    }

    private static JsonObject? WithIdentity(JsonNode? discovery, string prefix)
    {
        if (discovery?[$"{prefix}Schema"]?.DeepClone() is not JsonObject schema)
            return null;
        schema["identityFields"] = discovery[$"{prefix}IdentityFields"]?.DeepClone();
        schema["nameField"] = discovery[$"{prefix}NameField"]?.DeepClone();
        return schema;
    }

    private static JsonObject Discovery(bool isManual, JsonObject repository, JsonObject sourceConfig) => new()
    {
        ["type"] = "PluginDiscoveryDefinition",
        ["manualSourceConfigDiscovery"] = isManual,
        ["repositoryIdentityFields"] = Take(repository, "identityFields"),
        ["repositoryNameField"] = Take(repository, "nameField"),
        ["repositorySchema"] = repository,
        ["sourceConfigIdentityFields"] = Take(sourceConfig, "identityFields"),
        ["sourceConfigNameField"] = Take(sourceConfig, "nameField"),
        ["sourceConfigSchema"] = sourceConfig,
    };

    private static JsonNode? Take(JsonObject definition, string key)
    {
        definition.Remove(key, out var value);
        return value;
    }

    internal static JsonObject Manifest(PluginRuntime runtime)
    {
        var manifest = new JsonObject { ["type"] = "PluginManifest" };
        foreach (var operation in OperationTable.All.Where(operation => operation.ManifestKey is not null))
            manifest[operation.ManifestKey!] = runtime.Implements(operation.Name);
        manifest["migrationIdList"] = new JsonArray([.. runtime.MigrationIds.Select(id => JsonValue.Create(id))]);
        return manifest;
    }

    /// <summary>An object of the type APIVersion as a version; null when it is none.</summary>
    internal static Version? VersionOf(JsonObject? version)
    {
        return version is not null && Part("major") is { } major && Part("minor") is { } minor && Part("micro") is { } micro
            ? new Version(major, minor, micro)
            : null;

        int? Part(string key) => version[key] is JsonValue value && value.TryGetValue<int>(out var part) && part >= 0 ? part : null;
    }

    /// <summary>Whether an engine with this API takes what was made for a version of it.</summary>
    internal static bool IsSupported(Version version) => version.Major == EngineApi.Major && version <= EngineApi;

    internal static JsonObject ApiVersion(Version version) => new()
    {
        ["type"] = "APIVersion",
        ["major"] = version.Major,
        ["minor"] = version.Minor,
        ["micro"] = version.Build,
    };
}
