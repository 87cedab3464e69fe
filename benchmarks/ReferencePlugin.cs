using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Packaging;

namespace Delphix.Virtualization.Benchmarks;

/// <summary>The repository's plugin, built once, and messages for it as the engine sends them.</summary>
internal static class ReferencePlugin
{
    private const string Environment =
        """{"name":"here","reference":"UNIX_HOST_ENVIRONMENT-1","host":"""
            + """{"name":"localhost","reference":"UNIX_HOST-1","binaryPath":"/opt/dvp","scratchPath":"/var/lib/dvp"}}""";
    private const string Connection = $$$"""{"environment":{{{Environment}}},"user":{"name":"root","reference":"HOST_USER-1"}}""";

    /// <summary>A request for operations of a dSource, parsed anew for each call, as one from an engine is.</summary>
    internal static readonly string LinkedRequest = $$"""
        {
          "stagedSource": {
            "linkedSource": {
              "guid": "4b7f0c0e-3a52-4a8e-9f0e-6a5b8c1d2e3f",
              "parameters": {
                "sourceAddress": "files.example.com", "username": "backup", "mountLocation": "/mnt/staging", "sshPort": 22,
                "acceptNewHostKey": false, "allowEmptySource": false, "excludePatterns": ["*.tmp", "cache/"]
              }
            },
            "sourceConnection": {{Connection}},
            "stagedConnection": {{Connection}},
            "stagedMount": { "remoteEnvironment": {{Environment}}, "mountPath": "/mnt/staging" }
          },
          "repository": { "parameters": { "name": "Directory trees", "rsyncVersion": "3.5.0", "sshVersion": "9.2p1", "operatingSystem": "Debian GNU/Linux 12" } },
          "sourceConfig": { "parameters": { "name": "files", "path": "/srv/files" } },
          "snapshotParameters": { "parameters": { "resync": false } }
        }
        """;

    private const string FolderVariable = "DVP_BENCHMARKS_PLUGIN";

    /// <summary>The repository's folder.</summary>
    internal static string Repository { get; } = FindRepository();

    internal static string Artifact => Path.Combine(Folder, "artifact.json");

    internal static string Code => Path.Combine(Folder, "code");

    // Inherited by the processes that run benchmarks.
    private static string Folder => System.Environment.GetEnvironmentVariable(FolderVariable)!;

    /// <summary>Builds the plugin and unpacks it, for this process and those that it starts.</summary>
    /// <returns>A temporary folder with the artifact and its code, for the caller to delete.</returns>
    internal static async Task<DirectoryInfo> BuildAsync()
    {
        var folder = Directory.CreateTempSubdirectory("dvp-benchmarks-");
        System.Environment.SetEnvironmentVariable(FolderVariable, folder.FullName);
        await ArtifactBuilder.BuildAsync(Path.Combine(Repository, "plugin_config.yml"), Artifact);
        await (await Packaging.Artifact.ReadAsync(Artifact)).ExtractAsync(Code);
        return folder;
    }

    internal static JsonObject Parse(string request) => JsonNode.Parse(request)!.AsObject();

    private static string FindRepository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, ".."));
}
