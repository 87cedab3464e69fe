namespace Delphix.Virtualization;

/// <summary>A VDB. Plugins write <c>VirtualSource</c>, an alias with their own definition.</summary>
/// <param name="Guid">Names the VDB uniquely and for good.</param>
/// <param name="Connection">The target host.</param>
/// <param name="Parameters">What the user gave when provisioning; it satisfies the schema.</param>
/// <param name="Mounts">
/// The mounts on the target host; empty while nothing is mounted: when the mount specification is asked for, and while the VDB is disabled.
/// </param>
/// <typeparam name="TVirtualSource">The plugin's <c>VirtualSourceDefinition</c>.</typeparam>
public sealed record VirtualSource<TVirtualSource>(
    string Guid,
    RemoteConnection Connection,
    TVirtualSource Parameters,
    IReadOnlyList<Mount> Mounts)
    where TVirtualSource : class;
