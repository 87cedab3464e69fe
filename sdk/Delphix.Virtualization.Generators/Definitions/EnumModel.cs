using Delphix.Virtualization.Generators.Primitives;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>An enum to generate.</summary>
/// <param name="Name">Name in C#.</param>
/// <param name="Summary">Documentation, XML-escaped, on one line.</param>
/// <param name="Members">In the order of the schema.</param>
internal sealed record EnumModel(string Name, string Summary, EquatableArray<EnumMemberModel> Members) : TypeModel(Name, Summary);
