namespace Delphix.Virtualization;

/// <summary>A dSource of a plugin that links directly. Plugins write <c>DirectSource</c>, an alias with their own definition.</summary>
/// <param name="Guid">Names the dSource uniquely and for good.</param>
/// <param name="Connection">The source host.</param>
/// <param name="Parameters">What the user gave when linking; it satisfies the schema.</param>
/// <typeparam name="TLinkedSource">The plugin's <c>LinkedSourceDefinition</c>.</typeparam>
public sealed record DirectSource<TLinkedSource>(string Guid, RemoteConnection Connection, TLinkedSource Parameters)
    where TLinkedSource : class;
