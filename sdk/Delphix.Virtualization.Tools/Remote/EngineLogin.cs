namespace Delphix.Virtualization.Tools.Remote;

/// <summary>Who talks to which engine.</summary>
/// <param name="Engine">The engine's address.</param>
/// <param name="User">The user.</param>
/// <param name="Password">The password.</param>
internal sealed record EngineLogin(Uri Engine, string User, string Password)
{
    /// <summary>Not the password.</summary>
    public override string ToString() => $"{User} at {Engine}";
}
