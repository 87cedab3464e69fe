using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Certificates;
using Delphix.Virtualization.Bridge.Host;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;
using Microsoft.Extensions.Logging.Abstractions;
using YamlDotNet.Serialization;

namespace Delphix.Virtualization.Bridge.Official;

/// <summary>
/// A Python plugin project that stands for a C# plugin: the official build turns it into an artifact for official engines.
/// </summary>
public static class OfficialProject
{
    private const string Resources = "python/";
    private const string Source = "src";
    private const string SchemaFile = "schema.json";
    private const string SettingsFile = $"{Source}/plugin_bridge/settings.json";

    /// <summary>Looks at what a project is made from besides its artifact, which may not be there yet.</summary>
    /// <param name="options">What it is to be made from.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">
    /// A certificate is missing, broken, or not for the address; the folder has files that are of no such project; or an artifact is
    /// wanted, and what it needs is not there.
    /// </exception>
    public static async Task CheckAsync(OfficialProjectOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        CertificatesOf(options).RequireName(options.HostAddress);
        RequireFolder(options);
        if (options.Packages is not { } packages)
            return;
        // All that lies there becomes part of the artifact.
        if (IsWithin(options.Certificates, packages) || IsWithin(options.Directory, packages) || IsWithin(options.Artifact, packages))
        {
            throw new UserException(
                $"The folder of the platform's Python packages, '{packages}', holds other files of this build.",
                "Have pip install into a folder of its own.",
                "");
        }

        await OfficialArtifact.CheckAsync(packages, cancellationToken);
    }

    /// <summary>Writes a project.</summary>
    /// <param name="options">What it is made from.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">
    /// The artifact, a certificate or the address is not right, or a schema has what an official engine cannot be given.
    /// </exception>
    public static async Task WriteAsync(OfficialProjectOptions options, CancellationToken cancellationToken = default)
    {
        await CheckAsync(options, cancellationToken);
        var certificates = CertificatesOf(options);
        var plugin = await LoadAsync(options.Artifact, cancellationToken);
        var schemas = Schemas(plugin.Artifact);
        var files = new Dictionary<string, string>
        {
            // Written first: this file marks the folder as a project, so that an interrupted build can be repeated there.
            [SettingsFile] = Text(Settings(plugin, options, certificates)),
            ["plugin_config.yml"] = Config(plugin.Artifact),
            [SchemaFile] = Text(schemas),
        };
        foreach (var (name, text) in PythonFiles())
            files[$"{Source}/{name}"] = text;
        var directory = Path.GetFullPath(options.Directory);
        // An artifact of an earlier build does not belong to this project.
        if (Directory.Exists(directory))
            File.Delete(options.ArtifactOfProject);
        foreach (var (name, text) in files)
            await WriteAsync(Path.Combine(directory, name), text, cancellationToken);
        if (options.Packages is not { } packages)
            return;

        var code = files.Where(file => file.Key.StartsWith($"{Source}/", StringComparison.Ordinal))
            .ToDictionary(file => file.Key[(Source.Length + 1)..], file => file.Value);
        var artifact = await OfficialArtifact.MakeAsync(plugin.Artifact, schemas, code, packages, cancellationToken);
        await WriteAsync(Path.GetFullPath(options.ArtifactOfProject), Text(artifact), cancellationToken);
    }

    // A folder of the author's own may have files of the same names.
    private static void RequireFolder(OfficialProjectOptions options)
    {
        var directory = options.Directory;
        if (IsWithin(options.Artifact, directory))
        {
            throw new UserException(
                $"The plugin's artifact '{options.Artifact}' would lie in the folder of the project, '{directory}', which has one of its "
                    + "own.",
                "Write it elsewhere, by --upload-artifact.",
                "");
        }

        if (!Directory.Exists(directory) || File.Exists(Path.Combine(directory, SettingsFile)))
            return;
        if (Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new UserException(
                $"The folder '{directory}' has files in it, and is no project for official engines.",
                "Name a folder that is empty or not there, or the one of an earlier build.",
                "");
        }
    }

    private static bool IsWithin(string path, string folder) =>
        $"{Path.GetFullPath(path)}/".StartsWith($"{Path.GetFullPath(folder).TrimEnd('/')}/", StringComparison.Ordinal);

    private static CertificateFolder CertificatesOf(OfficialProjectOptions options) => new(Path.GetFullPath(options.Certificates));

    // They are the same for all plugins.
    private static IEnumerable<(string Name, string Text)> PythonFiles()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource[Resources.Length..], reader.ReadToEnd());
        }
    }

    // Loads the artifact as a plugin host does, so that the build reports what cannot be loaded.
    private static async Task<HostedPlugin> LoadAsync(string artifact, CancellationToken cancellationToken)
    {
        var code = Directory.CreateTempSubdirectory("dvp-official-");
        try
        {
            // Unpacking makes the folder anew. In a folder for all, another user could be quicker than that.
            var folder = Path.Combine(code.FullName, "code");
            return await HostedPlugin.LoadAsync(artifact, folder, new PluginLoggers(NullLoggerFactory.Instance), cancellationToken);
        }
        finally
        {
            code.Delete(recursive: true);
        }
    }

    private static string Config(Artifact artifact)
    {
        var config = new Dictionary<string, object>
        {
            ["id"] = artifact.Id,
            ["name"] = artifact.Name,
            ["buildNumber"] = $"{artifact.BuildNumber}",
            ["language"] = ArtifactDocument.OfficialLanguage,
            ["hostTypes"] = new[] { artifact.HostType == HostType.Windows ? "WINDOWS" : "UNIX" },
            ["pluginType"] = StrategyOf(artifact),
            ["entryPoint"] = OfficialArtifact.EntryPoint,
            ["srcDir"] = Source,
            ["schemaFile"] = SchemaFile,
            ["manualDiscovery"] = artifact.ManualDiscovery,
            ["rootSquashEnabled"] = artifact.RootSquashEnabled,
            ["extendedStartStopHooks"] = artifact.ExtendedStartStopHooks,
        };
        foreach (var optional in (string[])["externalVersion", "defaultLocale", "luaName", "minimumLuaVersion"])
        {
            if (artifact.Json[optional] is JsonValue value)
                config[optional] = value.GetValue<string>();
        }

        return new SerializerBuilder().WithQuotingNecessaryStrings().WithNewLine("\n").Build().Serialize(config);
    }

    private static JsonObject Schemas(Artifact artifact)
    {
        var schemas = artifact.ReadSchemas();
        var file = new JsonObject();
        foreach (var kind in Enum.GetValues<DefinitionKind>())
            file[PluginSchemas.NameOf(kind)] = new SchemaInliner(PluginSchemas.NameOf(kind), schemas[kind]).Inline();
        return file;
    }

    private static JsonObject Settings(HostedPlugin plugin, OfficialProjectOptions options, CertificateFolder certificates) => new()
    {
        ["plugin_id"] = plugin.Artifact.Id,
        ["plugin_name"] = plugin.Artifact.Name,
        ["build_number"] = $"{plugin.Artifact.BuildNumber}",
        ["artifact_hash"] = plugin.Hash,
        ["strategy"] = StrategyOf(plugin.Artifact),
        ["operations"] = new JsonArray([.. plugin.Runtime.ImplementedOperations.Select(operation => JsonValue.Create(operation.Name))]),
        ["migrations"] = new JsonArray([.. Migrations(plugin.Runtime)]),
        ["host"] = options.HostAddress,
        ["port"] = options.HostPort,
        ["authority"] = CertificateFolder.Read(certificates.Authority),
        ["certificate"] = CertificateFolder.Read(certificates.Client),
        ["key"] = CertificateFolder.Read(certificates.ClientKey),
    };

    private static IEnumerable<JsonObject> Migrations(PluginRuntime runtime) =>
        from kind in Enum.GetValues<DefinitionKind>()
        from id in runtime.MigrationIdsOf(kind)
        select new JsonObject { ["id"] = id, ["operation"] = MigrationRunner.OperationOf(kind) };

    private static string StrategyOf(Artifact artifact) => artifact.Strategy == PluginStrategy.Staged ? "STAGED" : "DIRECT";

    private static string Text(JsonObject json) => $"{json.ToJsonString(ArtifactDocument.Options)}\n";

    private static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        // They hold the key of the plugin's certificate.
        PrivateFolder.Make(Path.GetDirectoryName(path)!);
        await DurableFile.WritePrivateAsync(path, Encoding.UTF8.GetBytes(text), cancellationToken);
    }
}
