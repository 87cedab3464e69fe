namespace Delphix.Virtualization;

/// <summary>Says of a generated class which definition of the schema file it stands for. Written by the source generator.</summary>
/// <param name="name">The definition's name in the schema file, for example <c>repositoryDefinition</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SchemaDefinitionAttribute(string name) : Attribute
{
    /// <summary>The definition's name in the schema file.</summary>
    public string Name { get; } = name;
}
