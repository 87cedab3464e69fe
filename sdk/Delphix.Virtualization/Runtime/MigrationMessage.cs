using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Runtime;

/// <summary>The messages that have one value migrated.</summary>
internal static class MigrationMessage
{
    private const string Reference = "value";

    /// <summary>The request for a value, which is copied.</summary>
    internal static JsonObject Request(IEnumerable<string> migrationIds, JsonObject value) => new()
    {
        ["migrationIds"] = new JsonArray([.. migrationIds]),
        ["preUpgradeParameters"] = new JsonObject { [Reference] = value.DeepClone() },
    };

    /// <summary>The new value in the content of <c>returnValue</c>.</summary>
    internal static JsonObject ValueOf(JsonNode returnValue) => returnValue["postUpgradeParameters"]![Reference]!.AsObject();
}
