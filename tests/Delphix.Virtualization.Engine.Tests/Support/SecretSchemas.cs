using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A schema file whose definitions have a <c>password</c>, <c>credentials</c> and a <c>note</c>.</summary>
internal static class SecretSchemas
{
    private const string Definition = """
        {
          "type": "object",
          "properties": {
            "name": { "type": "string" },
            "note": { "type": "string" },
            "password": { "type": "string", "format": "password" },
            "credentials": { "$ref": "https://delphix.com/platform/api#/definitions/credentialsSupplier" }
          }
        }
        """;

    public static PluginSecrets Secrets(SecretBox box)
    {
        var file = new JsonObject();
        foreach (var kind in Enum.GetValues<DefinitionKind>())
        {
            var definition = JsonNode.Parse(Definition)!;
            if (kind is DefinitionKind.Repository or DefinitionKind.SourceConfig)
                (definition["nameField"], definition["identityFields"]) = ("name", new JsonArray("name"));
            file[PluginSchemas.NameOf(kind)] = definition;
        }

        return new PluginSecrets(box, PluginSchemas.FromJson(file));
    }
}
