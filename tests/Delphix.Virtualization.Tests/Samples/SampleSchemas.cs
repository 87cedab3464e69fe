using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Tests.Samples;

internal static class SampleSchemas
{
    internal const string Json = """
        {
          "repositoryDefinition": {
            "type": "object",
            "additionalProperties": false,
            "required": ["name"],
            "properties": {
              "name": { "type": "string", "minLength": 1 },
              "toolVersion": { "type": "string" }
            },
            "nameField": "name",
            "identityFields": ["name"]
          },
          "sourceConfigDefinition": {
            "type": "object",
            "additionalProperties": false,
            "required": ["name", "path"],
            "properties": {
              "name": { "type": "string" },
              "path": { "type": "string", "format": "unixpath" }
            },
            "nameField": "name",
            "identityFields": ["path", "name"]
          },
          "linkedSourceDefinition": {
            "type": "object",
            "additionalProperties": false,
            "required": ["address"],
            "properties": {
              "address": { "type": "string", "minLength": 3 },
              "port": { "type": "integer", "minimum": 1, "maximum": 65535, "default": 22 },
              "password": { "type": "string", "format": "password", "maxLength": 8, "pattern": "^[a-z]+$" },
              "credentials": { "$ref": "https://delphix.com/platform/api#/definitions/credentialsSupplier" }
            }
          },
          "virtualSourceDefinition": {
            "type": "object",
            "additionalProperties": false,
            "required": ["location"],
            "properties": { "location": { "type": "string", "format": "unixpath" } }
          },
          "snapshotDefinition": {
            "type": "object",
            "additionalProperties": false,
            "required": ["label"],
            "properties": { "label": { "type": "string", "maxLength": 200 } }
          },
          "snapshotParametersDefinition": {
            "type": "object",
            "additionalProperties": false,
            "properties": { "resync": { "type": "boolean" } }
          }
        }
        """;

    internal static PluginSchemas Load() => PluginSchemas.Parse(Json);

    /// <summary>The schema file, for tests that change it.</summary>
    internal static JsonObject File() => JsonNode.Parse(Json)!.AsObject();
}
