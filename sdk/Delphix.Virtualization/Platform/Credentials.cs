namespace Delphix.Virtualization;

/// <summary>
/// Credentials that the platform retrieved for the plugin: <see cref="PasswordCredentials"/> or <see cref="KeyPairCredentials"/>. Never to
/// be logged or stored; their text says only what they are.
/// </summary>
/// <param name="Username">The user name; empty when the supplier has none.</param>
public abstract record Credentials(string Username)
{
    /// <summary>Says what it is and nothing of its contents.</summary>
    public sealed override string ToString() => $"{GetType().Name} (not shown)";
}
