namespace Delphix.Virtualization.Generators.Analyzers.Commands;

/// <summary>What a piece of a command's text is.</summary>
internal enum PieceKind
{
    /// <summary>A constant text.</summary>
    Constant,

    /// <summary>
    /// The same at each call: a static member that never changes, or what a method makes of constants, such as a resource.
    /// </summary>
    Fixed,

    /// <summary>A parameter, what a method returns, or an entry of a static table: a script, as long as it fills whole lines.</summary>
    Script,

    /// <summary>Anything else, which is a value as soon as other pieces are around it.</summary>
    Value,

    /// <summary>What a method such as Format or Replace put inside a text: a value in any case.</summary>
    Inserted,
}
