using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>Shows what an upgrade would do, object by object.</summary>
internal static class UpgradeText
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Of(UpgradePlan plan)
    {
        var migrations = plan.MigrationIds.Count == 0 ? "no data migration" : $"the data migrations {string.Join(", ", plan.MigrationIds)}";
        List<string> lines =
            [$"Plugin '{plan.Plugin}' would go from build {plan.FromBuild} to {plan.ToBuild} with {migrations}. Nothing was changed."];
        foreach (var values in plan.Objects)
            lines.AddRange(
                [$"{values.Noun} '{values.Name}' ({values.Reference}){(values.IsChanged ? "" : ": unchanged")}", .. Changes(values)]);
        return string.Join(Environment.NewLine, lines.Select(Terminal.Line));
    }

    internal static JsonObject ToJson(UpgradePlan plan) => new()
    {
        ["plugin"] = plan.Plugin,
        ["fromBuild"] = plan.FromBuild,
        ["toBuild"] = plan.ToBuild,
        ["migrationIds"] = new JsonArray([.. plan.MigrationIds]),
        ["objects"] = new JsonArray([.. plan.Objects.Select(values => new JsonObject
        {
            ["type"] = values.Noun,
            ["reference"] = values.Reference,
            ["name"] = values.Name,
            ["isChanged"] = values.IsChanged,
            ["before"] = values.Before.DeepClone(),
            ["after"] = values.After.DeepClone(),
        })]),
    };

    private static IEnumerable<string> Changes(UpgradedValues values)
    {
        foreach (var (name, old) in values.Before)
        {
            if (!values.After.TryGetPropertyValue(name, out var now))
                yield return $"  - {name}: {Show(old)}";
            else if (!JsonNode.DeepEquals(old, now))
                yield return $"  ~ {name}: {Show(old)} -> {Show(now)}";
        }

        foreach (var (name, added) in values.After)
        {
            if (!values.Before.ContainsKey(name))
                yield return $"  + {name}: {Show(added)}";
        }
    }

    private static string Show(JsonNode? value) => value?.ToJsonString(Readable) ?? "null";
}
