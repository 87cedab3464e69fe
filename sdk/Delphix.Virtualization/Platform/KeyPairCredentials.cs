namespace Delphix.Virtualization;

/// <summary>A user name with a key pair.</summary>
/// <param name="Username">The user name; empty when the supplier has none.</param>
/// <param name="PrivateKey">The private key's text.</param>
/// <param name="PublicKey">The public key's text; empty when the supplier has none.</param>
public sealed record KeyPairCredentials(string Username, string PrivateKey, string PublicKey) : Credentials(Username);
