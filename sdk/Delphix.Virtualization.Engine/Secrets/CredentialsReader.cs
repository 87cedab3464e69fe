using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Secrets;

/// <summary>Reads the credentials of suppliers that hold them. What is wrong is said without any value of theirs.</summary>
/// <param name="openAsync">Decrypts a secret, where it is encrypted.</param>
internal sealed class CredentialsReader(Func<string, CancellationToken, Task<string>> openAsync)
{
    private const string Library = "RetrieveCredentialsAsync";

    /// <exception cref="LibraryException">It is not a supplier, or one of a kind that the engine lacks.</exception>
    /// <exception cref="UserException">The secret cannot be decrypted.</exception>
    internal async Task<Credentials> ReadAsync(JsonObject supplier, CancellationToken cancellationToken)
    {
        var kind = Text(supplier, CredentialsSupplier.Type, "credentials supplier");
        switch (kind)
        {
            case CredentialsSupplier.NamedPassword:
                return new PasswordCredentials(
                    OptionalText(supplier, CredentialsSupplier.Username, kind) ?? "",
                    await openAsync(Text(supplier, CredentialsSupplier.Password, kind), cancellationToken));
            case CredentialsSupplier.NamedKeyPair:
                return new KeyPairCredentials(
                    OptionalText(supplier, CredentialsSupplier.Username, kind) ?? "",
                    await openAsync(Text(supplier, CredentialsSupplier.PrivateKey, kind), cancellationToken),
                    OptionalText(supplier, CredentialsSupplier.PublicKey, kind) ?? "");
            case var vault when CredentialsSupplier.Vaults.Contains(vault):
                throw new LibraryException(
                    LibraryError.NotSupported,
                    $"{Library}: the local engine has no password vaults, so it cannot open a {vault}. Enter the password or the key pair "
                        + "itself.");
            default:
                throw Wrong(
                    $"the credentials supplier has the type '{kind}'", string.Join(
                        ", ", [CredentialsSupplier.NamedPassword, CredentialsSupplier.NamedKeyPair, .. CredentialsSupplier.Vaults]));
        }
    }

    private static string Text(JsonObject supplier, string property, string kind) =>
        OptionalText(supplier, property, kind) ?? throw Wrong($"the {kind} has no '{property}'", "a text");

    private static string? OptionalText(JsonObject supplier, string property, string kind) => supplier[property] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw Wrong($"the '{property}' of the {kind} is not a text", "a text"),
    };

    private static LibraryException Wrong(string what, string expected) =>
        new(LibraryError.InvalidArgument, $"{Library}: {what}; expected: {expected}.");
}
