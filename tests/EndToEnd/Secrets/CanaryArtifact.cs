namespace Delphix.Virtualization.EndToEnd.Secrets;

/// <summary>The artifact of <see cref="CanaryPlugin"/>.</summary>
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
          },
          "snapshotParametersDefinition": { "type": "object", "properties": { "resync": { "type": "boolean" } } }
        }
        """;

    internal static Task<string> WriteAsync(string path) =>
        AssemblyArtifact.WriteAsync(path, "7e4c9f5c-92a7-4a3a-9f1b-6a3c3b2d1e0f", "Canaries", "1", Schema, typeof(CanaryPlugin));
}
