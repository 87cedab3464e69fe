using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Runtime;

/// <summary>Runs data migrations in the order of their ids.</summary>
internal sealed class MigrationRunner(SortedDictionary<MigrationId, BoundOperation> migrations)
{
    internal IReadOnlyList<string> Ids { get; } = [.. migrations.Keys.Select(id => id.ToString())];

    /// <summary>The operation that migrates objects of a definition.</summary>
    internal static string OperationOf(DefinitionKind kind) => $"upgrade.{JsonNamingPolicy.CamelCase.ConvertName(kind.ToString())}";

    /// <summary>The ids of the migrations for objects of a definition.</summary>
    internal IEnumerable<string> IdsOf(DefinitionKind kind) =>
        migrations.Where(entry => entry.Value.Name == OperationOf(kind)).Select(entry => entry.Key.ToString());

    /// <summary>
    /// Runs, on each value of <c>preUpgradeParameters</c>, those migrations of the request's <c>migrationIds</c> that are for this kind of
    /// object.
    /// </summary>
    internal async Task<JsonObject> RunAsync(
        string operation, JsonObject request, OperationServices services, CancellationToken cancellationToken)
    {
        if (request["migrationIds"] is not JsonArray ids || request["preUpgradeParameters"] is not JsonObject oldValues)
            throw new PluginRuntimeException(
                $"The request for {operation} is not valid: it must have 'migrationIds', a list, and 'preUpgradeParameters', an object.");
        var asked = ids.Select(id => Parse(operation, id)).ToHashSet();
        var newValues = new JsonObject();
        foreach (var (reference, oldValue) in oldValues)
        {
            if (oldValue is not JsonObject value)
                throw new PluginRuntimeException(
                    $"The request for {operation} is not valid: 'preUpgradeParameters.{reference}' must be an object.");
            value = (JsonObject)value.DeepClone();
            foreach (var (_, migration) in migrations.Where(entry => asked.Contains(entry.Key) && entry.Value.Name == operation))
                value = await migration.MigrateAsync(value, services, cancellationToken).ConfigureAwait(false);
            newValues[reference] = value.Parent is null ? value : value.DeepClone();
        }

        return new JsonObject { ["postUpgradeParameters"] = newValues };
    }

    private MigrationId Parse(string operation, JsonNode? id)
    {
        if (id is not JsonValue value || !value.TryGetValue<string>(out var text) || !MigrationId.TryParse(text, out var parsed))
            throw new PluginRuntimeException(
                $"The request for {operation} is not valid: {id?.ToJsonString() ?? "null"} is not a migration id.");
        return migrations.ContainsKey(parsed)
            ? parsed
            : throw new PluginRuntimeException($"The plugin has no migration with the id {parsed}.");
    }
}
