namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>A member of a generated enum.</summary>
/// <param name="JsonName">The string in JSON, exactly.</param>
/// <param name="Identifier">Name in C#.</param>
/// <param name="Summary">Documentation, XML-escaped, on one line.</param>
internal sealed record EnumMemberModel(string JsonName, string Identifier, string Summary);
