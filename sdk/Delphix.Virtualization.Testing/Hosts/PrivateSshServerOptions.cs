namespace Delphix.Virtualization.Testing;

/// <summary>How a <see cref="PrivateSshServer"/> runs.</summary>
public sealed record PrivateSshServerOptions
{
    /// <summary>Set in every session, as an administrator of a host would with SetEnv.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>A shell line that runs instead of what a client asks for, which is in <c>SSH_ORIGINAL_COMMAND</c>; null for none.</summary>
    public string? ForcedCommand { get; init; }

    /// <summary>How long starting and stopping may take, each.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The clock by which it waits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
