namespace System;

/// <summary>Lets the compiler emit list patterns and <c>^1</c>, which netstandard2.0 does not know.</summary>
/// <param name="value">The distance from the start or from the end.</param>
/// <param name="fromEnd">Whether it is from the end.</param>
[Microsoft.CodeAnalysis.Embedded]
internal readonly struct Index(int value, bool fromEnd = false)
{
    /// <summary>The position in a list of the given length.</summary>
    public int GetOffset(int length) => fromEnd ? length - value : value;
}
