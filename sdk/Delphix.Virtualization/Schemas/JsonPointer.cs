using System.Globalization;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Schemas;

/// <summary>A JSON pointer (RFC 6901) in a URI fragment, as a <c>$ref</c> has it: percent-encoded, with <c>~1</c> for a slash and <c>~0</c> for a tilde.</summary>
internal static class JsonPointer
{
    /// <summary>What a reference leads to in a document; null when it leads nowhere, or out of the document.</summary>
    internal static JsonNode? Find(JsonNode document, string reference)
    {
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal))
            return null;
        JsonNode? node = document;
        foreach (var segment in reference.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(segment).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject item => item[name],
                JsonArray list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }
}
