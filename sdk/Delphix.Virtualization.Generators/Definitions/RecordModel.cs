using Delphix.Virtualization.Generators.Primitives;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>A record to generate.</summary>
/// <param name="Name">Name in C#.</param>
/// <param name="Summary">Documentation, XML-escaped, on one line.</param>
/// <param name="Definition">Which of the platform's definitions it is; null for an object inside one.</param>
/// <param name="Properties">In the order of the schema.</param>
/// <param name="Rest">
/// Name in C# of the property for all that the schema describes and does not list; null when there is nothing of this kind.
/// </param>
internal sealed record RecordModel(string Name, string Summary, string? Definition, EquatableArray<PropertyModel> Properties, string? Rest)
    : TypeModel(Name, Summary);
