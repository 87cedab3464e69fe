using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators;

/// <summary>Every diagnostic of the SDK. An id keeps its meaning for ever and is never used again.</summary>
internal static class DiagnosticDescriptors
{
    private const string SchemaCategory = "Schema";

    /// <summary>DVP001. Arguments: the file's name, what is wrong.</summary>
    public static readonly DiagnosticDescriptor InvalidJson = new(
        "DVP001",
        "Schema file is not valid JSON",
        "'{0}' is not valid JSON: {1}",
        SchemaCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The plugin's definition classes come from its schema file, so nothing is generated until the file can be read.");

    /// <summary>DVP002. Arguments: the file's name, the definition's name.</summary>
    public static readonly DiagnosticDescriptor MissingDefinition = new(
        "DVP002",
        "Schema file lacks a definition",
        "'{0}' has no '{1}': add it at the top level, with \"type\": \"object\" and its \"properties\"",
        SchemaCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Every plugin defines its repositories, source configs, linked sources, virtual sources and snapshots. Only snapshotParametersDefinition may be left out.");

    /// <summary>DVP003. Arguments: the JSON path, what is wrong and what to do.</summary>
    public static readonly DiagnosticDescriptor UnsupportedSchema = new(
        "DVP003",
        "Schema cannot be turned into a class",
        "{0}: {1}",
        SchemaCategory,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A class made from this part of the schema would not carry the values that the schema describes.");
}
