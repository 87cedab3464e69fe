using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>A fault of a schema file.</summary>
/// <param name="Place">The value to blame; it knows its path and line.</param>
/// <param name="Text">What is wrong and what to do, without a full stop.</param>
/// <param name="IsWarning">Whether the file can be used all the same.</param>
internal sealed record SchemaMistake(JsonValue Place, string Text, bool IsWarning = false);
