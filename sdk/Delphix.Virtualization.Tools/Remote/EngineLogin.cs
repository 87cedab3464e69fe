using Delphix.Virtualization.Engine.Http.Client;

namespace Delphix.Virtualization.Tools.Remote;

/// <summary>Who talks to which engine.</summary>
/// <param name="Engine">The engine's address.</param>
/// <param name="User">The user.</param>
/// <param name="Password">The password.</param>
internal sealed record EngineLogin(Uri Engine, string User, string Password)
{
    /// <summary>The engine's address, to name it.</summary>
    internal string EngineName => EngineAddress.NameOf(Engine);

    /// <summary>Not the password.</summary>
    public override string ToString() => $"{User} at {EngineName}";
}
