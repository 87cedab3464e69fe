using System.Diagnostics.CodeAnalysis;

namespace Delphix.Virtualization.Operations;

/// <summary>
/// The id of a data migration: one or more positive integers separated by dots, compared number by number with trailing zeros dropped,
/// so that <c>1.2</c>, <c>01.02</c> and <c>1.2.0.0</c> are one id.
/// </summary>
internal sealed class MigrationId : IComparable<MigrationId>, IEquatable<MigrationId>
{
    private readonly DottedNumbers _numbers;

    private MigrationId(DottedNumbers numbers) => _numbers = numbers;

    /// <summary>Reads an id.</summary>
    /// <param name="text">The id as written.</param>
    /// <param name="id">The id; null when the text is not one.</param>
    /// <returns>Whether the text is an id.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out MigrationId? id)
    {
        id = DottedNumbers.TryParse(text) is { } numbers ? new MigrationId(numbers) : null;
        return id is not null;
    }

    /// <inheritdoc/>
    public int CompareTo(MigrationId? other) => _numbers.CompareTo(other?._numbers);

    /// <inheritdoc/>
    public bool Equals(MigrationId? other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MigrationId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    /// <summary>The id in its standard form, without leading zeros of a number and trailing zero numbers.</summary>
    public override string ToString() => _numbers.ToString();

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
}
