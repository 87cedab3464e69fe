using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>
/// The values that plugins define, as their schemas say to show them: <c>ordering</c> puts them in order, <c>prettyName</c> names them, and
/// <c>"x-unit": "bytes"</c> makes a number a size.
/// </summary>
internal sealed class ObjectValues
{
    private const string UnitKeyword = "x-unit";
    private const string Bytes = "bytes";

    // A line of a terminal has no room for more.
    private const int MostInSummary = 7;

    private readonly CatalogIndex _index;
    private readonly IReadOnlyDictionary<string, JsonObject> _schemaFiles;

    /// <param name="index">The objects.</param>
    /// <param name="schemaFiles">The schema files of plugins, by the plugins' references.</param>
    internal ObjectValues(CatalogIndex index, IReadOnlyDictionary<string, JsonObject> schemaFiles) =>
        (_index, _schemaFiles) = (index, schemaFiles);

    internal static async Task<ObjectValues> LoadAsync(LocalEngine engine, CatalogIndex index, CancellationToken cancellationToken)
    {
        var schemaFiles = new Dictionary<string, JsonObject>();
        foreach (var plugin in index.All<PluginObject>())
            schemaFiles[plugin.Reference] = await engine.ReadSchemaFileAsync(plugin, cancellationToken);
        return new ObjectValues(index, schemaFiles);
    }

    /// <summary>All values of an object, in the order of its schema; those that the schema does not order come last.</summary>
    internal IReadOnlyList<ShownValue> Of(CatalogObject item)
    {
        var definition = DefinitionOf(item);
        var properties = definition?["properties"] as JsonObject ?? [];
        List<string> order =
        [
            .. (definition?["ordering"] as JsonArray ?? []).Select(name => name!.ToString())
                .Concat(properties.Select(property => property.Key))
                .Concat(item.Parameters.Select(value => value.Key))
                .Distinct(),
        ];
        return
        [
            .. item.Parameters.Where(value => value.Value is not null)
                .Select(value => Show(order.IndexOf(value.Key), value.Key, value.Value!, properties[value.Key] as JsonObject, item.Name))
                .OrderBy(value => value.Rank),
        ];
    }

    /// <summary>Of the values that the schema names first, those that say something: for a sentence about an object.</summary>
    internal IEnumerable<ShownValue> Summary(CatalogObject item) => Of(item).Where(BelongsIntoSummary);

    /// <summary>Columns for a list: of the values that the schema names first, those that say something of some item.</summary>
    internal IEnumerable<Column<T>> Columns<T>(IReadOnlyList<T> items)
        where T : CatalogObject
    {
        var values = items.ToDictionary(item => item, item => Of(item).ToLookup(value => Title(value.Name)));
        return values.Values.SelectMany(row => row).SelectMany(cell => cell).Where(BelongsIntoSummary)
            .GroupBy(value => Title(value.Name))
            .OrderBy(column => column.Min(value => value.Rank))
            .Select(column => new Column<T>(
                column.Key, item => values[item][column.Key].FirstOrDefault()?.Short ?? "-", column.Any(value => value.IsNumber)));
    }

    private static bool BelongsIntoSummary(ShownValue value) => value is { Rank: < MostInSummary, IsEmpty: false, Short: not null };

    private static ShownValue Show(int rank, string property, JsonNode value, JsonObject? schema, string objectName)
    {
        var name = schema?["prettyName"]?.ToString() ?? NameOf(property);
        var kind = value.GetValueKind();
        if (value is JsonArray list)
        {
            return new ShownValue(rank, name, string.Join(", ", list.Select(item => $"{item}")))
            {
                Short = list.Count.ToString(CultureInfo.InvariantCulture),
                IsNumber = true,
                IsEmpty = list.Count == 0,
            };
        }

        var text = kind is JsonValueKind.True or JsonValueKind.False ? value.ToJsonString() : value.ToString();
        if (kind != JsonValueKind.Number)
        {
            return new ShownValue(rank, name, text)
            {
                Short = value is JsonValue ? text : null,
                IsEmpty = kind == JsonValueKind.False || text.Length == 0 || text == objectName,
            };
        }

        var isWhole = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        long? bytes = isWhole && schema?[UnitKeyword]?.ToString() == Bytes ? number : null;
        text = bytes is { } size ? ByteSize.Format(size) : text;
        return new ShownValue(rank, name, text) { Short = text, IsNumber = true, IsEmpty = isWhole && number == 0, Bytes = bytes };
    }

    // sourcePath becomes Source path.
    private static string NameOf(string property)
    {
        var words = string.Concat(property.Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}")).Trim();
        return words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string Title(string name) => name.ToUpperInvariant();

    private JsonObject? DefinitionOf(CatalogObject item)
    {
        var (kind, plugin) = item switch
        {
            RepositoryObject repository => (DefinitionKind.Repository, repository.Plugin),
            SourceConfigObject config => (DefinitionKind.SourceConfig, PluginOf(config.Repository)),
            LinkedSourceObject dataset => (DefinitionKind.LinkedSource, PluginOf(dataset.Repository)),
            VirtualSourceObject dataset => (DefinitionKind.VirtualSource, PluginOf(dataset.Repository)),
            SnapshotObject snapshot => (DefinitionKind.Snapshot, PluginOf(_index.Find<DatasetObject>(snapshot.Dataset)?.Repository)),
            _ => (default, null),
        };
        return plugin is not null && _schemaFiles.TryGetValue(plugin, out var file) ? file[PluginSchemas.NameOf(kind)] as JsonObject : null;
    }

    private string? PluginOf(string? repository) => _index.PluginOf(repository)?.Reference;
}
