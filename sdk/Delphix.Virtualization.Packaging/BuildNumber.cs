using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.Packaging;

/// <summary>
/// The build number of a plugin: whole numbers separated by dots, not all of them zero, compared number by number. Leading zeros of a
/// number and trailing zero numbers do not count, so that <c>1.2</c>, <c>01.02</c> and <c>1.2.0</c> are one build number.
/// </summary>
public readonly struct BuildNumber : IComparable<BuildNumber>, IEquatable<BuildNumber>
{
    /// <summary>The most characters a build number may have.</summary>
    public const int MaxLength = 128;

    private readonly DottedNumbers? _numbers;

    private BuildNumber(DottedNumbers numbers) => _numbers = numbers;

    /// <summary>Reads a build number.</summary>
    /// <param name="text">The build number as written.</param>
    /// <param name="number">The build number; the default value when the text is not one.</param>
    /// <returns>Whether the text is a build number of at most <see cref="MaxLength"/> characters.</returns>
    public static bool TryParse(string? text, out BuildNumber number)
    {
        var numbers = text?.Length <= MaxLength ? DottedNumbers.TryParse(text) : null;
        number = numbers is null ? default : new BuildNumber(numbers);
        return numbers is not null;
    }

    /// <inheritdoc/>
    public int CompareTo(BuildNumber other) => Comparer<DottedNumbers?>.Default.Compare(_numbers, other._numbers);

    /// <inheritdoc/>
    public bool Equals(BuildNumber other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BuildNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The build number in its standard form, without leading zeros of a number and trailing zero numbers.</summary>
    public override string ToString() => _numbers?.ToString() ?? "";

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
