using System.Text.Json;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>
/// Finds the references that documents and records name, in the fields that hold references. All else, such as names, parameters and what
/// scripts print, is free text: anybody may write there what looks like a reference.
/// </summary>
internal static class NamedReferences
{
    private static readonly HashSet<string> Fields =
    [
        "reference", "targetReference", "environment", "repository", "plugin", "sourceConfig", "dataset", "parent", "snapshot",
        "nextSnapshot",
    ];

    // What holds objects that have such fields: the clean-ups of a job, and what these put back or work with.
    private static readonly HashSet<string> Holders = ["cleanUps", "afterSuccess", "document", "environment"];

    /// <summary>The references in a document, also in one that is cut short, as far as it goes.</summary>
    internal static IReadOnlyList<string> In(ReadOnlySpan<byte> json)
    {
        var found = new List<string>();
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                var name = reader.GetString()!;
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && Fields.Contains(name))
                    found.Add(reader.GetString()!);
                else if (!Holders.Contains(name))
                    reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It is damaged from here on. The other is text that is cut within a character.
        }

        return found;
    }
}
