namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>A type to generate.</summary>
/// <param name="Name">Name in C#.</param>
/// <param name="Summary">Documentation, XML-escaped, on one line.</param>
internal abstract record TypeModel(string Name, string Summary);
