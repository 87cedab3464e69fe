using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Secrets;

/// <summary>
/// The secrets that a call of an operation came to know. They are hidden from all that is logged, recorded or shown of it, even where the
/// plugin or its script prints them. Secrets shorter than <see cref="Shortest"/> are not looked for: they would hide ordinary text.
/// </summary>
internal sealed class SecretMask
{
    /// <summary>What stands in the place of a secret.</summary>
    internal const string Hidden = "********";

    internal const int Shortest = 4;

    // Shorter values are mostly words.
    private const int ShortestVariable = 8;

    private readonly Lock _adding = new();
    private string[] _forms = [];

    /// <summary>A secret of which nothing is to be seen.</summary>
    internal void Add(string secret) => AddTexts(LinesOf(secret).Append(secret).Where(text => text.Length >= Shortest));

    /// <summary>
    /// Values of a script's variables. They are secrets, as a plugin may have made or found them, where nothing says otherwise.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <param name="plain">Texts that are no secret, so that no part of them is: paths, names and hosts stay readable.</param>
    internal void AddVariables(IEnumerable<string> values, IReadOnlyList<string> plain)
    {
        foreach (var value in values)
        {
            var unknown =
                LinesOf(value).Where(line => line.Length >= ShortestVariable && !long.TryParse(line, CultureInfo.InvariantCulture, out _)
                && !plain.Any(text => text.Contains(line, StringComparison.Ordinal))).ToList();
            if (unknown.Count > 0)
                AddTexts(unknown.Append(value));
        }
    }

    /// <summary>The texts of a message that are not encrypted.</summary>
    internal static IEnumerable<string> PlainTextsIn(JsonNode? node) => node switch
    {
        JsonObject item => item.SelectMany(property => PlainTextsIn(property.Value)),
        JsonArray list => list.SelectMany(PlainTextsIn),
        JsonValue value when value.TryGetValue<string>(out var text) && !SecretBox.IsEncrypted(text) => [text],
        _ => [],
    };

    // A private key is shown line by line.
    private static IEnumerable<string> LinesOf(string text) => text.Split('\n').Select(line => line.TrimEnd('\r'));

    private void AddTexts(IEnumerable<string> texts)
    {
        // What is longer may have what is shorter in it.
        lock (_adding)
            Volatile.Write(ref _forms, [.. _forms.Concat(texts.SelectMany(FormsOf)).Distinct().OrderByDescending(form => form.Length)]);
    }

    /// <summary>The text without the secrets.</summary>
    internal string Hide(string text) =>
        Volatile.Read(ref _forms).Aggregate(text, (hidden, form) => hidden.Replace(form, Hidden, StringComparison.Ordinal));

    /// <summary>The exception; where any text of it has a secret, one that says the same without.</summary>
    internal Exception Hide(Exception exception)
    {
        var error = JobErrors.Describe(exception);
        var texts = $"{exception}\n{error.Message}\n{error.Action}\n{error.Output}";
        return Hide(texts) == texts ? exception : new UserException(Hide(error.Message), Hide(error.Action), Hide(error.Output));
    }

    /// <summary>An object of the catalog as everybody may see it.</summary>
    internal static T Hide<T>(T item)
        where T : CatalogObject
    {
        var shown = item with { Parameters = Hide(item.Parameters) };
        return shown is VirtualSourceObject vdb
            ? (T)(CatalogObject)(vdb with { SourceConfigParameters = Hide(vdb.SourceConfigParameters) })
            : shown;
    }

    /// <summary>A copy of an object's values as everybody may see them.</summary>
    internal static JsonObject Hide(JsonObject values)
    {
        var copy = (JsonObject)values.DeepClone();
        HideInPlace(copy);
        return copy;
    }

    private static void HideInPlace(JsonNode? node)
    {
        if (node is JsonValue value && value.TryGetValue<string>(out var text) && SecretBox.IsEncrypted(text))
            value.ReplaceWith(Hidden);
        var children = node switch
        {
            JsonObject item => item.Select(property => property.Value).ToList(),
            JsonArray list => [.. list],
            _ => [],
        };
        foreach (var child in children)
            HideInPlace(child);
    }

    // As it is, and as JSON, a URL, base64 and a quoting shell write it.
    private static IEnumerable<string> FormsOf(string text)
    {
        // JSON as .NET writes it, in its two ways, and as others do: with all characters, or with ASCII only.
        var json = string.Concat(
            text.Select(
                c => char.IsAscii(c) ? JsonEncodedText.Encode([c], JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value : c.ToString()));
        return
        [
            text,
            JsonEncodedText.Encode(text).Value,
            JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
            json,
            InAscii(json, "x4"),
            InAscii(json, "X4"),
            Uri.EscapeDataString(text),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
            text.Replace("'", @"'\''", StringComparison.Ordinal),
        ];
    }

    private static string InAscii(string json, string format) =>
        string.Concat(json.Select(c => char.IsAscii(c) ? c.ToString() : "\\u" + ((int)c).ToString(format, CultureInfo.InvariantCulture)));
}
