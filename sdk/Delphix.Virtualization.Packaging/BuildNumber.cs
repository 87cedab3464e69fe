using System.Globalization;
using System.Numerics;

namespace Delphix.Virtualization.Packaging;

/// <summary>
/// The build number of a plugin: whole numbers separated by dots, not all of them zero, compared number by number. Leading zeros of a
/// number and trailing zero numbers do not count, so that <c>1.2</c>, <c>01.02</c> and <c>1.2.0</c> are one build number.
/// </summary>
public readonly struct BuildNumber : IComparable<BuildNumber>, IEquatable<BuildNumber>
{
    /// <summary>The most characters a build number may have.</summary>
    public const int MaxLength = 128;

    private readonly BigInteger[]? _numbers;

    private BuildNumber(BigInteger[] numbers) => _numbers = numbers;

    private ReadOnlySpan<BigInteger> Numbers => _numbers;

    /// <summary>Reads a build number.</summary>
    /// <param name="text">The build number as written.</param>
    /// <param name="number">The build number; the default value when the text is not one.</param>
    /// <returns>Whether the text is a build number of at most <see cref="MaxLength"/> characters.</returns>
    public static bool TryParse(string? text, out BuildNumber number)
    {
        number = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
            return false;
        var parts = text.Split('.');
        if (!parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)))
            return false;
        var numbers = Array.ConvertAll(parts, part => BigInteger.Parse(part, CultureInfo.InvariantCulture));
        var count = Array.FindLastIndex(numbers, part => !part.IsZero) + 1;
        if (count == 0)
            return false;
        number = new BuildNumber(numbers[..count]);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(BuildNumber other) => Numbers.SequenceCompareTo(other.Numbers);

    /// <inheritdoc/>
    public bool Equals(BuildNumber other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BuildNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The build number in its standard form, without leading zeros of a number and trailing zero numbers.</summary>
    public override string ToString() => string.Join('.', _numbers ?? []);

    /// <summary>Whether both are the same build number.</summary>
    public static bool operator ==(BuildNumber left, BuildNumber right) => left.Equals(right);

    /// <summary>Whether they are different build numbers.</summary>
    public static bool operator !=(BuildNumber left, BuildNumber right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> is an earlier build.</summary>
    public static bool operator <(BuildNumber left, BuildNumber right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is an earlier build or the same.</summary>
    public static bool operator <=(BuildNumber left, BuildNumber right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is a later build.</summary>
    public static bool operator >(BuildNumber left, BuildNumber right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is a later build or the same.</summary>
    public static bool operator >=(BuildNumber left, BuildNumber right) => left.CompareTo(right) >= 0;
}
