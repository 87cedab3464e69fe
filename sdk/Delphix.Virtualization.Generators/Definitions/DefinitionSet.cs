using Delphix.Virtualization.Generators.Diagnostics;
using Delphix.Virtualization.Generators.Primitives;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Everything that a schema file says.</summary>
/// <param name="Definitions">The files to generate.</param>
/// <param name="Aliases">The source aliases that can be generated.</param>
/// <param name="Diagnostics">What is wrong with the schema.</param>
internal sealed record DefinitionSet(
    EquatableArray<DefinitionModel> Definitions, EquatableArray<SourceAlias> Aliases, EquatableArray<DiagnosticInfo> Diagnostics)
{
    /// <summary>What a project without a schema file has.</summary>
    public static readonly DefinitionSet Empty = new(default, default, default);
}
