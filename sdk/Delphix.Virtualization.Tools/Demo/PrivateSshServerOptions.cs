namespace Delphix.Virtualization.Tools.Demo;

/// <summary>How a <see cref="PrivateSshServer"/> runs.</summary>
internal sealed record PrivateSshServerOptions
{
    /// <summary>Set in every session, as an administrator of a host would with SetEnv.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long starting and stopping may take, each.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
