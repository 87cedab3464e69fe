using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// The platform's names in a credentials supplier: an object in which a user says where credentials come from. Its <see cref="Type"/> tells
/// of which kind it is; the kinds that hold the secret themselves begin with "Named", the others name a password vault.
/// </summary>
internal static class CredentialsSupplier
{
    /// <summary>The property that tells the kind.</summary>
    public const string Type = "type";

    /// <summary>The property for the user's name, of the kinds that hold the secret.</summary>
    public const string Username = "username";

    /// <summary>The secret of <see cref="NamedPassword"/>.</summary>
    public const string Password = "password";

    /// <summary>The secret of <see cref="NamedKeyPair"/>.</summary>
    public const string PrivateKey = "privateKey";

    /// <summary>The other half of <see cref="NamedKeyPair"/>, which is no secret.</summary>
    public const string PublicKey = "publicKey";

    /// <summary>The kind that holds a password.</summary>
    public const string NamedPassword = "NamedPasswordCredential";

    /// <summary>The kind that holds a key pair.</summary>
    public const string NamedKeyPair = "NamedKeyPairCredential";

    internal const string CyberArkVault = "CyberArkVaultCredential";
    internal const string HashiCorpVault = "HashiCorpVaultCredential";
    internal const string AzureVault = "AzureVaultCredential";

    /// <summary>The kinds that name a password vault.</summary>
    public static IReadOnlyList<string> Vaults { get; } = [CyberArkVault, HashiCorpVault, AzureVault];

    /// <summary>The supplier that holds a password, as <see cref="ILibs.UpgradePassword"/> makes it.</summary>
    internal static JsonObject OfPassword(string password, string? username)
    {
        var supplier = new JsonObject { [Type] = NamedPassword };
        if (!string.IsNullOrEmpty(username))
            supplier[Username] = username;
        supplier[Password] = password;
        return supplier;
    }

    /// <summary>Whether an object is a supplier that holds its secret.</summary>
    internal static bool HoldsSecret(JsonObject value) =>
        value[Type] is JsonValue type && type.TryGetValue<string>(out var kind) && (kind is NamedPassword or NamedKeyPair);
}
