using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Delphix.Virtualization.Operations;

/// <summary>
/// The id of a data migration: one or more positive integers separated by dots, compared number by number with trailing zeros dropped,
/// so that <c>1.2</c>, <c>01.02</c> and <c>1.2.0.0</c> are one id.
/// </summary>
internal sealed class MigrationId : IComparable<MigrationId>, IEquatable<MigrationId>
{
    private readonly BigInteger[] _numbers;

    private MigrationId(BigInteger[] numbers) => _numbers = numbers;

    /// <summary>Reads an id.</summary>
    /// <param name="text">The id as written.</param>
    /// <param name="id">The id; null when the text is not one.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MigrationId? id)
    {
        id = null;
        if (text is null)
            return false;
        var parts = text.Split('.');
        if (!parts.All(part => part.Length > 0 && part.All(IsDigit)))
            return false;
        var numbers = parts.Select(part => BigInteger.Parse(part, CultureInfo.InvariantCulture)).ToList();
        while (numbers.Count > 0 && numbers[numbers.Count - 1].IsZero)
            numbers.RemoveAt(numbers.Count - 1);
        if (numbers.Count == 0)
            return false;
        id = new MigrationId([.. numbers]);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(MigrationId? other)
    {
        if (other is null)
            return 1;
        for (var i = 0; i < Math.Min(_numbers.Length, other._numbers.Length); i++)
        {
            var order = _numbers[i].CompareTo(other._numbers[i]);
            if (order != 0)
                return order;
        }

        return _numbers.Length.CompareTo(other._numbers.Length);
    }

    /// <inheritdoc/>
    public bool Equals(MigrationId? other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MigrationId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The id in its standard form, without leading zeros of a number and trailing zero numbers.</summary>
    public override string ToString() => string.Join(".", _numbers);

    /// <summary>Whether both are the same id.</summary>
    public static bool operator ==(MigrationId? left, MigrationId? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they are different ids.</summary>
    public static bool operator !=(MigrationId? left, MigrationId? right) => !(left == right);

    /// <summary>Whether <paramref name="left"/> runs before <paramref name="right"/>.</summary>
    public static bool operator <(MigrationId left, MigrationId right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> runs before <paramref name="right"/> or is the same.</summary>
    public static bool operator <=(MigrationId left, MigrationId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> runs after <paramref name="right"/>.</summary>
    public static bool operator >(MigrationId left, MigrationId right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> runs after <paramref name="right"/> or is the same.</summary>
    public static bool operator >=(MigrationId left, MigrationId right) => left.CompareTo(right) >= 0;

    // In any script, a digit is a digit to char.IsDigit.
    private static bool IsDigit(char character) => character is >= '0' and <= '9';
}
