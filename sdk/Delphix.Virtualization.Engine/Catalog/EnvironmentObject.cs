using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A host that the engine may use.</summary>
public sealed record EnvironmentObject : CatalogObject
{
    /// <summary>The address of the engine's own machine, where bash is run without SSH and storage can be mounted.</summary>
    public const string LocalAddress = "localhost";

    /// <summary>The host's address.</summary>
    public required string Address { get; init; }

    /// <summary>The user to log in as; on the engine's own machine, the user whose scripts run there.</summary>
    public required string User { get; init; }

    /// <summary>The port of the host's SSH server.</summary>
    [JsonRequired]
    public int Port { get; init; } = 22;

    /// <summary>The private key to log in with; null: what ssh offers by itself.</summary>
    public string? IdentityFile { get; init; }

    /// <summary>The host's reference.</summary>
    public required string HostReference { get; init; }

    /// <summary>The user's reference.</summary>
    public required string UserReference { get; init; }

    /// <summary>The folder on the host for the platform's own tools.</summary>
    public required string BinaryPath { get; init; }

    /// <summary>The folder on the host for the plugin's own use.</summary>
    public required string ScratchPath { get; init; }

    /// <summary>Whether set-user-ID programs and device files have their usual power in datasets that are mounted on this host.</summary>
    public bool AllowsSuidAndDevices { get; init; }

    /// <summary>Whether this is the engine's own machine.</summary>
    public bool IsLocal => Address == LocalAddress;

    /// <summary>Whether scripts run on the engine's own machine as the user that the engine runs as.</summary>
    internal bool IsOfEngineUser => IsLocal && User == Environment.UserName;
}
