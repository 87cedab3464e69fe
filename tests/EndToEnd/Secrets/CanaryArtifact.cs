using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.EndToEnd.Secrets;

/// <summary>The artifact of <see cref="CanaryPlugin"/>. Its code is this very assembly, so that nothing has to be compiled.</summary>
internal static class CanaryArtifact
{
    private const string Schema = """
        {
          "repositoryDefinition": {
            "type": "object",
            "required": ["name", "password"],
            "properties": { "name": { "type": "string" }, "password": { "type": "string", "format": "password" } },
            "nameField": "name",
            "identityFields": ["name", "password"]
          },
          "sourceConfigDefinition": {
            "type": "object",
            "required": ["name", "password"],
            "properties": { "name": { "type": "string" }, "password": { "type": "string", "format": "password" } },
            "nameField": "name",
            "identityFields": ["name"]
          },
          "linkedSourceDefinition": {
            "type": "object",
            "additionalProperties": false,
            "required": ["mountLocation", "act", "gate", "passwords", "login", "key"],
            "properties": {
              "mountLocation": { "type": "string", "format": "unixpath" },
              "act": { "type": "string", "enum": ["succeed", "fail", "refuse", "break"] },
              "gate": { "type": "string", "format": "unixpath" },
              "passwords": { "type": "array", "items": { "type": "string", "format": "password" } },
              "login": { "$ref": "https://delphix.com/platform/api#/definitions/passwordCredentialsSupplier" },
              "key": { "$ref": "https://delphix.com/platform/api#/definitions/keyCredentialsSupplier" }
            }
          },
          "virtualSourceDefinition": { "type": "object", "required": ["mountLocation"], "properties": { "mountLocation": { "type": "string", "format": "unixpath" } } },
          "snapshotDefinition": {
            "type": "object",
            "required": ["checksums", "password"],
            "properties": { "checksums": { "type": "string" }, "password": { "type": "string", "format": "password" } }
          }
        }
        """;

    internal static async Task WriteAsync(string path, string workFolder)
    {
        var code = Directory.CreateDirectory(workFolder).FullName;
        File.Copy(typeof(CanaryPlugin).Assembly.Location, Path.Combine(code, Path.GetFileName(typeof(CanaryPlugin).Assembly.Location)));
        var config = new PluginConfig
        {
            Path = Path.Combine(workFolder, "plugin_config.yml"),
            Id = "7e4c9f5c-92a7-4a3a-9f1b-6a3c3b2d1e0f",
            Name = "Canaries",
            BuildNumber = BuildNumber.TryParse("1", out var number) ? number : default,
            HostType = HostType.Unix,
            Strategy = PluginStrategy.Staged,
            EntryPoint = $"{typeof(CanaryPlugin).FullName}:{nameof(CanaryPlugin.Plugin)}",
            SrcDir = ".",
            SchemaFile = "schema.json",
        };
        var schemas = PluginSchemas.Parse(Schema);
        var runtime = new PluginRuntime(CanaryPlugin.Plugin, config.Strategy, schemas);
        var artifact = ArtifactDocument.Create(config, schemas, runtime, await CodeArchive.PackAsync(code, CancellationToken.None));
        await ArtifactDocument.WriteAsync(path, artifact, CancellationToken.None);
    }
}
