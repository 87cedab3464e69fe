namespace Delphix.Virtualization.Tools.Views;

/// <summary>A value of an object as people read it.</summary>
/// <param name="Rank">Its place among the values of the object's kind: 0 for the one that its schema names first.</param>
/// <param name="Name">What its schema calls it.</param>
/// <param name="Text">All of it, in one line.</param>
internal sealed record ShownValue(int Rank, string Name, string Text)
{
    /// <summary>The short form: for a list the number of its items; null for an object, which has no short form.</summary>
    internal required string? Short { get; init; }

    /// <summary>Whether the short form is a number.</summary>
    internal bool IsNumber { get; init; }

    /// <summary>Whether it says nothing: it is zero, false or empty, or repeats the object's name.</summary>
    internal bool IsEmpty { get; init; }

    /// <summary>The number of bytes that a size has; null for what is no size.</summary>
    internal long? Bytes { get; init; }
}
