using System.Text.Json;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Packaging.Files;

/// <summary>
/// JSON that can be used as it is. .NET reads objects that have a name twice, and text that is cut within a character, and fails only when
/// somebody looks at them.
/// </summary>
internal static class SoundJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Checks a document.</summary>
    /// <param name="json">The document, in UTF-8.</param>
    /// <exception cref="JsonException">It is not JSON, or not sound.</exception>
    internal static void Check(ReadOnlyMemory<byte> json)
    {
        using var document = Parse(json);
        Check(document.RootElement);
    }

    /// <summary>Reads a document, which is checked first.</summary>
    /// <exception cref="JsonException">It is not JSON, or not sound.</exception>
    internal static JsonNode? Parse(byte[] json)
    {
        Check(json);
        return JsonNode.Parse(json);
    }

    // To find names that are there twice, .NET reads them, and has no exception of its own for those that it cannot read.
    private static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (InvalidOperationException e)
        {
            throw CutText(e);
        }
    }

    private static void Check(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    CheckText(() => property.Name);
                    Check(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Check(item);
                break;
            case JsonValueKind.String:
                CheckText(() => element.GetString()!);
                break;
        }
    }

    private static void CheckText(Func<string> read)
    {
        try
        {
            read();
        }
        catch (InvalidOperationException e)
        {
            throw CutText(e);
        }
    }

    private static JsonException CutText(InvalidOperationException cause) => new("It has a text that is cut within a character.", cause);
}
