using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Generators.Schemas;

/// <summary>The values that <c>minimum</c>, <c>maximum</c> and their exclusive forms leave to a number.</summary>
internal sealed class NumericRange
{
    private readonly List<string> _words = [];
    private double _lowest = double.NegativeInfinity;
    private double _highest = double.PositiveInfinity;

    private NumericRange()
    {
    }

    /// <summary>Whether every whole number in the range is an <see cref="int"/>.</summary>
    public bool FitsInt32 => _lowest >= int.MinValue && _highest <= int.MaxValue;

    /// <summary>The range in words, such as <c>minimum 1, maximum 65535</c>; empty when there is none.</summary>
    public string Words => string.Join(", ", _words);

    /// <summary>Reads the keywords of a schema.</summary>
    public static NumericRange Of(JsonValue schema)
    {
        var range = new NumericRange();
        range.AddLowest(schema["minimum"], isExclusive: false);
        range.AddLowest(schema["exclusiveMinimum"], isExclusive: true);
        range.AddHighest(schema["maximum"], isExclusive: false);
        range.AddHighest(schema["exclusiveMaximum"], isExclusive: true);
        return range;
    }

    private void AddLowest(JsonValue? keyword, bool isExclusive)
    {
        if (JsonNumber.ValueOf(keyword) is { } number)
        {
            _lowest = Math.Max(_lowest, isExclusive ? number + 1 : number);
            _words.Add((isExclusive ? "greater than " : "minimum ") + keyword!.Text);
        }
    }

    private void AddHighest(JsonValue? keyword, bool isExclusive)
    {
        if (JsonNumber.ValueOf(keyword) is { } number)
        {
            _highest = Math.Min(_highest, isExclusive ? number - 1 : number);
            _words.Add((isExclusive ? "less than " : "maximum ") + keyword!.Text);
        }
    }
}
