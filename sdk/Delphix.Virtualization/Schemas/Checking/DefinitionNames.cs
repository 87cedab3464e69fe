using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>The properties of a schema file. The generator and the runtime read this one list.</summary>
internal static class DefinitionNames
{
    /// <summary>All, each of which a file must have, in the order of <c>DefinitionKind</c>.</summary>
    internal static readonly IReadOnlyList<string> All =
    [
        "repositoryDefinition", "sourceConfigDefinition", "linkedSourceDefinition", "virtualSourceDefinition", "snapshotDefinition",
        "snapshotParametersDefinition",
    ];

    /// <summary>Those that have <c>identityFields</c> and a <c>nameField</c>.</summary>
    internal static readonly IReadOnlyList<string> Identified = [All[0], All[1]];

    /// <summary>Whether a schema is one of these itself, not a part of it.</summary>
    internal static bool IsIdentified(JsonValue schema) => schema.Path.Segments.Count == 1 && Identified.Contains(schema.Name);

    /// <summary>Those of which the platform gives the property <c>recordSizeInKB</c> a meaning.</summary>
    internal static readonly IReadOnlyList<string> Sized = [All[2], All[3]];
}
