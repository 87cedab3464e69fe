using Delphix.Virtualization.Generators.Primitives;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>
/// One generated file: a definition with the types of its nested objects and enums. It holds no positions, so that whitespace in the schema
/// changes nothing.
/// </summary>
/// <param name="HintName">Name of the generated file.</param>
/// <param name="Types">The definition first, then the others in the order of the schema.</param>
internal sealed record DefinitionModel(string HintName, EquatableArray<TypeModel> Types);
