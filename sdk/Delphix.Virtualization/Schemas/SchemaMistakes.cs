using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>Collects the faults of a schema file.</summary>
internal sealed class SchemaMistakes
{
    private readonly List<SchemaMistake> _all = [];

    /// <summary>The faults in the order of the text.</summary>
    internal IReadOnlyList<SchemaMistake> InOrder => [.. _all.OrderBy(mistake => mistake.Place.Anchor.Start)];

    /// <summary>Adds a fault.</summary>
    /// <param name="place">The value to blame.</param>
    /// <param name="text">What is wrong and what to do, without a full stop.</param>
    internal void Add(JsonValue place, string text) => _all.Add(new SchemaMistake(place, text));

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
