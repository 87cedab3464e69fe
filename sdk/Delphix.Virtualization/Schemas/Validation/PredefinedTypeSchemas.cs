using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// Schemas of the platform's predefined types, prepared for validation. Each type is a choice between the documented ways to supply
/// credentials: a password or keys as they are, or where a vault keeps them.
/// </summary>
internal static class PredefinedTypeSchemas
{
    private static readonly JsonObject Password = Option(
        CredentialsSupplier.NamedPassword, [CredentialsSupplier.Password], [CredentialsSupplier.Username]);
    private static readonly JsonObject KeyPair = Option(
        CredentialsSupplier.NamedKeyPair, [CredentialsSupplier.PrivateKey], [CredentialsSupplier.Username, CredentialsSupplier.PublicKey]);

    /// <summary>The schema of a type; its title says for people what is expected.</summary>
    internal static JsonObject SchemaOf(string name) => name switch
    {
        PredefinedTypes.Password => Choice([Password, .. Vaults(["password"])]),
        PredefinedTypes.Key => Choice([KeyPair, .. Vaults(["keyPair"])]),
        PredefinedTypes.Any => Choice([Password, KeyPair, .. Vaults(["any", "password", "keyPair"])]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "This is not the name of a predefined type."),
    };

    private static JsonObject Choice(JsonObject[] options) => new()
    {
        ["title"] = "a credentials supplier with the properties of its type: "
            + string.Join(", ", options.Select(option => TypeOf(option).GetValue<string>())),
        ["oneOf"] = new JsonArray([.. options.Select(option => option.DeepClone())]),
    };

    private static JsonNode TypeOf(JsonObject option) => option["properties"]![CredentialsSupplier.Type]!["enum"]![0]!;

    // Where only one kind of secret will do, the object must say that it wants that kind from the vault.
    private static JsonObject[] Vaults(string[] secretTypes)
    {
        JsonObject[] vaults =
        [
            Option(CredentialsSupplier.CyberArkVault, ["vault", "queryString"], []),
            Option(CredentialsSupplier.HashiCorpVault, ["vault", "engine", "path", "usernameKey", "secretKey"], []),
            Option(CredentialsSupplier.AzureVault, ["vault", "azureVaultName", "usernameKey", "secretKey"], []),
        ];
        foreach (var vault in vaults)
        {
            vault["properties"]!["expectedSecretType"] = Text(secretTypes);
            if (secretTypes.Length == 1)
                vault["required"]!.AsArray().Add("expectedSecretType");
        }

        return vaults;
    }

    private static JsonObject Option(string type, string[] required, string[] optional)
    {
        var properties = new JsonObject { [CredentialsSupplier.Type] = Text([type]) };
        foreach (var name in required.Concat(optional))
            properties[name] = Text([]);
        return new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. required.Prepend(CredentialsSupplier.Type).Select(name => JsonValue.Create(name))]),
            ["properties"] = properties,
        };
    }

    private static JsonObject Text(string[] allowed) => allowed.Length == 0
        ? new() { ["type"] = "string" }
        : new() { ["type"] = "string", ["enum"] = new JsonArray([.. allowed.Select(text => JsonValue.Create(text))]) };
}
