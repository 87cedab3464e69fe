using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>The values of an object before and after an upgrade.</summary>
/// <param name="Noun">What users call such an object, for example <c>dSource</c>.</param>
/// <param name="Reference">The object's reference.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Before">The values as they are stored.</param>
/// <param name="After">The values as the new build will read them.</param>
public sealed record UpgradedValues(string Noun, string Reference, string Name, JsonObject Before, JsonObject After)
{
    /// <summary>Whether the upgrade changes anything of them.</summary>
    public bool IsChanged => !JsonNode.DeepEquals(Before, After);
}
