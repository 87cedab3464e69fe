using System.Text;
using Delphix.Virtualization.Generators.Schemas;
using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Writes the summaries of generated code: one line of XML, from what the schema says for people.</summary>
internal static class Documentation
{
    /// <summary>Summary of a type.</summary>
    /// <param name="schema">Schema of its values.</param>
    /// <param name="jsonName">
    /// What to call it when the schema has no words for people; null: as the property that holds it, or a list of it.
    /// </param>
    public static string ForType(JsonValue schema, string? jsonName = null) =>
        Describe(schema, schema, jsonName ?? schema.Path.Segments.LastOrDefault(segment => segment != "items") ?? schema.Name);

    /// <summary>Summary of an enum member.</summary>
    public static string ForEnumMember(string jsonName) => Sentence(Code(jsonName));

    /// <summary>Summary of a property: its description, then its limits.</summary>
    /// <param name="schema">The schema as it stands at the property; its words win.</param>
    /// <param name="target">What it refers to, or itself.</param>
    /// <param name="type">Type of the property.</param>
    public static string ForProperty(JsonValue schema, JsonValue target, TypeReference type)
    {
        var sentences = new List<string> { Describe(schema, target, schema.Name) };
        var range = NumericRange.Of(target).Words;
        if (range.Length > 0)
        {
            sentences.Add(Sentence(char.ToUpperInvariant(range[0]) + range.Substring(1)));
        }

        AddKeyword(sentences, "Format", target["format"], value => value.Kind == JsonKind.String ? Escape(value.Text) : "");
        AddKeyword(sentences, "Pattern", target["pattern"], value => value.Kind == JsonKind.String ? Code(value.Text) : "");
        AddKeyword(sentences, "Default", schema["default"] ?? target["default"], Literal);
        AddKeyword(sentences, "Always", target["const"], Literal);
        if (type.IsAny)
        {
            sentences.Add("Kept as JSON, because the schema does not name one simpler type.");
        }

        if (type.IsSupplier)
        {
            sentences.Add("A credentials supplier: hand it to ILibs.RetrieveCredentialsAsync as it is.");
        }

        return string.Join(" ", sentences);
    }

    private static string Describe(JsonValue schema, JsonValue target, string jsonName)
    {
        var words = new[] { schema["description"], target["description"], schema["prettyName"], target["prettyName"] }
            .Where(value => value?.Kind == JsonKind.String).Select(value => Escape(value!.Text)).FirstOrDefault(text => text.Length > 0);
        return Sentence(words ?? Code(jsonName));
    }

    private static void AddKeyword(List<string> sentences, string label, JsonValue? value, Func<JsonValue, string> write)
    {
        if (value is not null && write(value) is { Length: > 0 } text)
        {
            sentences.Add(label + " " + text + ".");
        }
    }

    private static string Literal(JsonValue value) => value.Kind switch
    {
        JsonKind.String => Code("\"" + value.Text + "\""),
        JsonKind.Array or JsonKind.Object when value.Items.Count == 0 => value.Kind == JsonKind.Array ? "[]" : "{}",
        JsonKind.Array or JsonKind.Object => "",
        _ => value.Text,
    };

    private static string Sentence(string text) => ".!?".IndexOf(text[text.Length - 1]) >= 0 ? text : text + ".";

    private static string Code(string text) => "<c>" + Escape(text) + "</c>";

    // A line end would leave the comment, and XML has no way to write a control character.
    private static string Escape(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var escaped = new StringBuilder();
        foreach (var character in string.Join(" ", words)
            .Where(character => !char.IsControl(character) && character is not ('\uFFFE' or '\uFFFF')))
        {
            escaped.Append(character switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", _ => character.ToString() });
        }

        return escaped.ToString();
    }
}
