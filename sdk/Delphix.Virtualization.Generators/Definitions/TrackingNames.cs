namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Names of the generator's steps, by which a test finds out what ran again.</summary>
internal static class TrackingNames
{
    /// <summary>Reads the text of the schema file.</summary>
    public const string SchemaText = nameof(SchemaText);

    /// <summary>Reads everything the schema says.</summary>
    public const string DefinitionSet = nameof(DefinitionSet);

    /// <summary>Takes out what each generated file needs.</summary>
    public const string Definitions = nameof(Definitions);

    /// <summary>Finds the namespace.</summary>
    public const string RootNamespace = nameof(RootNamespace);
}
