namespace Delphix.Virtualization.Generators.Analyzers;

/// <summary>What a diagnostic tells its code fix.</summary>
internal static class FixProperties
{
    /// <summary>The name that a parameter should have.</summary>
    public const string Name = nameof(Name);

    /// <summary>The type that a parameter or a result should have, as it is written in C#.</summary>
    public const string Type = nameof(Type);

    /// <summary>The position that a new parameter should have.</summary>
    public const string Index = nameof(Index);
}
