using System.Text.Json;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Tools.Parameters;

/// <summary>One <c>--param</c> that names a value: <c>NAME=TEXT</c> or <c>NAME:=JSON</c>, where <c>a.b</c> names <c>b</c> in the object <c>a</c>.</summary>
/// <param name="Path">The names, outermost first.</param>
/// <param name="Value">The value; text is a string.</param>
internal sealed record ParameterAssignment(IReadOnlyList<string> Path, JsonNode? Value)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The name as written.</summary>
    internal string Name => string.Join('.', Path);

    /// <exception cref="FormatException">It is not written like that; the message says how.</exception>
    internal static ParameterAssignment Parse(string written)
    {
        var equals = written.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            throw new FormatException($"--param {written}: write NAME=VALUE, NAME:=JSON or @FILE.");
        var isJson = equals > 0 && written[equals - 1] == ':';
        var path = written[..(isJson ? equals - 1 : equals)].Split('.');
        if (path.Any(name => name.Trim().Length == 0))
            throw new FormatException($"--param {written}: the name before the equals sign is missing or has an empty part.");
        var text = written[(equals + 1)..];
        return new ParameterAssignment(path, isJson ? ParseJson(written, text) : JsonValue.Create(text));
    }

    private static JsonNode? ParseJson(string written, string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Strict);
        }
        catch (JsonException)
        {
            throw new FormatException($"--param {written}: what follows := is not JSON.");
        }
    }
}
