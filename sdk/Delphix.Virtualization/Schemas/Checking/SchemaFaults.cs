using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>Collects the faults of a schema file.</summary>
internal sealed class SchemaFaults
{
    private readonly List<SchemaFault> _all;
    private readonly bool _areWarnings;

    internal SchemaFaults()
        : this([], areWarnings: false)
    {
    }

    private SchemaFaults(List<SchemaFault> all, bool areWarnings)
    {
        _all = all;
        _areWarnings = areWarnings;
    }

    /// <summary>The same collection, where all that is added is a warning: draft-07 allows it, so that the file can be used.</summary>
    internal SchemaFaults Warnings => new(_all, areWarnings: true);

    /// <summary>The faults in the order of the text.</summary>
    internal IReadOnlyList<SchemaFault> InOrder => [.. _all.OrderBy(fault => fault.Span.Start)];

    /// <summary>Adds a fault.</summary>
    /// <param name="place">The value to blame.</param>
    /// <param name="text">What is wrong and what to do, without a full stop.</param>
    internal void Add(JsonValue place, string text) => _all.Add(new SchemaFault(place, text, _areWarnings));

    /// <summary>Adds that a value is not what it must be.</summary>
    /// <returns>False.</returns>
    internal bool AddKind(JsonValue place, string expected)
    {
        Add(place, $"must be {expected}, is {NameOf(place)}");
        return false;
    }

    private static string NameOf(JsonValue value) => value.Kind switch
    {
        JsonKind.Object => "an object",
        JsonKind.Array => value.Items.Count == 0 ? "an empty list" : "a list",
        JsonKind.String => $"the text '{value.Text}'",
        JsonKind.Number => $"the number {value.Text}",
        _ => value.Text,
    };
}
