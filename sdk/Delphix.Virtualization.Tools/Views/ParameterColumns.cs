using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>Columns for what a plugin's schema defines, whatever the plugin.</summary>
internal static class ParameterColumns
{
    private const int MaxUnasked = 4;

    /// <summary>Columns for what the items have: the preferred values, of a list how long it is; else the first few single values.</summary>
    /// <param name="items">The items.</param>
    /// <param name="preferred">The names that say most, most telling first.</param>
    internal static IEnumerable<Column<T>> Of<T>(IReadOnlyList<T> items, params IReadOnlyList<string> preferred)
        where T : CatalogObject
    {
        // What repeats the object's name says nothing.
        List<string> names = [.. items.SelectMany(item => item.Parameters.Where(value => (IsSingle(value.Value) || preferred.Contains(value.Key)) && value.Value?.ToString() != item.Name).Select(value => value.Key)).Distinct()];
        List<string> chosen = [.. preferred.Where(names.Contains)];
        foreach (var name in chosen.Count > 0 ? chosen : names.Take(MaxUnasked))
            yield return new Column<T>(Title(name), item => Cell(name, item.Parameters[name]), items.Any(item => item.Parameters[name]?.GetValueKind() is JsonValueKind.Number or JsonValueKind.Array));
    }

    /// <summary>A value for people: sizes in bytes get a unit, lists are joined, objects stay JSON.</summary>
    internal static string Format(string name, JsonNode? value) => value switch
    {
        null => "-",
        JsonArray list => string.Join(", ", list.Select(item => Format("", item))),
        JsonValue when IsSize(name) && WholeNumber.TryRead(value, out var bytes) => HumanText.Size(bytes),
        _ => value.ToString(),
    };

    private static string Cell(string name, JsonNode? value) => value is JsonArray list ? list.Count.ToString(CultureInfo.InvariantCulture) : Format(name, value);

    private static bool IsSingle(JsonNode? value) => value is JsonValue;

    private static bool IsSize(string name) => name == "bytes" || name.EndsWith("Bytes", StringComparison.Ordinal);

    // sourcePath becomes SOURCE PATH; a size is not a number of bytes any more.
    private static string Title(string name) =>
        name == "bytes" ? "SIZE" : string.Concat(name.Select(c => char.IsUpper(c) ? $" {c}" : char.ToUpperInvariant(c).ToString())).Trim();
}
