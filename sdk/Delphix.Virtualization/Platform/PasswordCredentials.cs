namespace Delphix.Virtualization;

/// <summary>A user name with a password.</summary>
/// <param name="Username">The user name; empty when the supplier has none.</param>
/// <param name="Password">The password.</param>
public sealed record PasswordCredentials(string Username, string Password) : Credentials(Username);
