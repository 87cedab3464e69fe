namespace Delphix.Virtualization;

/// <summary>A dSource of a plugin that links by staging. Plugins write <c>StagedSource</c>, an alias with their own definition.</summary>
/// <param name="Guid">Names the dSource uniquely and for good.</param>
/// <param name="SourceConnection">The source host.</param>
/// <param name="Parameters">What the user gave when linking; it satisfies the schema.</param>
/// <param name="Mount">
/// The mount on the staging host; null when the mount specification names several. Its path is empty while nothing is mounted.
/// </param>
/// <param name="StagedConnection">The staging host.</param>
/// <param name="Mounts">The mounts on the staging host when the mount specification names several; else null.</param>
/// <typeparam name="TLinkedSource">The plugin's <c>LinkedSourceDefinition</c>.</typeparam>
/// <remarks>Nothing is mounted when the mount specification is asked for first, nor while the dSource is disabled.</remarks>
public sealed record StagedSource<TLinkedSource>(
    string Guid,
    RemoteConnection SourceConnection,
    TLinkedSource Parameters,
    Mount? Mount,
    RemoteConnection StagedConnection,
    IReadOnlyList<Mount>? Mounts = null)
    where TLinkedSource : class;
