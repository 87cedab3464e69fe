namespace Delphix.Virtualization.Operations;

/// <summary>
/// Whole numbers separated by dots, not all of them zero, compared number by number. Leading zeros of a number and trailing zero numbers do
/// not count, so that <c>1.2</c>, <c>01.02</c> and <c>1.2.0</c> are the same.
/// </summary>
internal sealed class DottedNumbers : IComparable<DottedNumbers>
{
    // Without leading zeros, so that of two numbers the longer one is larger. Zero has no digit.
    private readonly IReadOnlyList<string> _numbers;

    private DottedNumbers(IReadOnlyList<string> numbers) => _numbers = numbers;

    /// <summary>Reads a text; null when it is something else.</summary>
    internal static DottedNumbers? TryParse(string? text)
    {
        if (text?.Split('.') is not { } parts || !parts.All(part => part.Length > 0 && part.All(IsDigit)))
            return null;
        var numbers = parts.Select(part => part.TrimStart('0')).ToList();
        while (numbers.Count > 0 && numbers[numbers.Count - 1].Length == 0)
            numbers.RemoveAt(numbers.Count - 1);
        return numbers.Count > 0 ? new DottedNumbers(numbers) : null;
    }

    /// <inheritdoc/>
    public int CompareTo(DottedNumbers? other)
    {
        if (other is null)
            return 1;
        for (var i = 0; i < Math.Min(_numbers.Count, other._numbers.Count); i++)
        {
            var (mine, its) = (_numbers[i], other._numbers[i]);
            var order = mine.Length == its.Length ? string.CompareOrdinal(mine, its) : mine.Length.CompareTo(its.Length);
            if (order != 0)
                return order;
        }

        return _numbers.Count.CompareTo(other._numbers.Count);
    }

    /// <summary>The standard form, without leading zeros of a number and trailing zero numbers.</summary>
    public override string ToString() => string.Join(".", _numbers.Select(number => number.Length == 0 ? "0" : number));

    // In any script, a digit is a digit to char.IsDigit.
    private static bool IsDigit(char character) => character is >= '0' and <= '9';
}
