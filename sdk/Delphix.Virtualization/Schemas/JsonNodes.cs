using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Delphix.Virtualization.Schemas;

/// <summary>Converts to the JSON library that NJsonSchema is built on.</summary>
internal static class JsonNodes
{
    internal static JToken ToNewtonsoft(JsonNode? node)
    {
        // Strings that look like dates stay strings.
        using var reader = new JsonTextReader(new StringReader(node?.ToJsonString() ?? "null")) { DateParseHandling = DateParseHandling.None };
        return JToken.ReadFrom(reader);
    }
}
