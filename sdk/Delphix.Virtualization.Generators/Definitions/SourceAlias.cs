namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>A short name for one of the SDK's source classes with the plugin's own definition.</summary>
/// <param name="Source">Name of the generic class, and of the alias.</param>
/// <param name="Definition">Name of the generated record.</param>
internal sealed record SourceAlias(string Source, string Definition);
