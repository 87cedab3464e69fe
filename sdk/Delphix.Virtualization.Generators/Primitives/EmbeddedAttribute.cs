namespace Microsoft.CodeAnalysis;

/// <summary>Hides a stand-in for a type of the framework from other assemblies, also from those that see internals.</summary>
[Embedded]
[AttributeUsage(AttributeTargets.All)]
internal sealed class EmbeddedAttribute : Attribute;
