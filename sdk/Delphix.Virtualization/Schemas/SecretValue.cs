using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Schemas;

/// <summary>A text in an object that nobody but the plugin may see.</summary>
/// <param name="Node">Where it is; replace it there with <see cref="JsonNode.ReplaceWith{T}(T)"/>.</param>
/// <param name="IsOfSupplier">
/// Whether it belongs to a credentials supplier, so that the plugin gets it only by retrieving the credentials.
/// </param>
internal sealed record SecretValue(JsonValue Node, bool IsOfSupplier)
{
    /// <summary>The text.</summary>
    public string Text => Node.GetValue<string>();

    /// <summary>Says where it is and nothing of its contents.</summary>
    public override string ToString() => Node.GetPath();
}
