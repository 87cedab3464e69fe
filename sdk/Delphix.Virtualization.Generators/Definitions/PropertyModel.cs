namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>A property of a generated record.</summary>
/// <param name="JsonName">Name in JSON, exactly.</param>
/// <param name="Identifier">Name in C#.</param>
/// <param name="Type">Type in C#.</param>
/// <param name="IsRequired">Whether the schema demands the property.</param>
/// <param name="Summary">Documentation, XML-escaped, on one line.</param>
internal sealed record PropertyModel(string JsonName, string Identifier, TypeReference Type, bool IsRequired, string Summary);
