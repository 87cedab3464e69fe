using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Tools.Parameters;

/// <summary>
/// One <c>--param</c> that names a value: <c>NAME=TEXT</c>, <c>NAME:=JSON</c> or <c>NAME</c> alone, where <c>a.b</c> names <c>b</c> in the
/// object <c>a</c>.
/// </summary>
/// <param name="Path">The names, outermost first.</param>
/// <param name="Value">The value; text is a string.</param>
internal sealed record ParameterAssignment(IReadOnlyList<string> Path, JsonNode? Value)
{
    /// <summary>Whether the value is to be read where nobody sees it.</summary>
    internal bool IsUnseen { get; private init; }

    /// <summary>The name as written.</summary>
    internal string Name => string.Join('.', Path);

    /// <exception cref="FormatException">It is not written like that; the message says how.</exception>
    internal static ParameterAssignment Parse(string written)
    {
        var equals = written.IndexOf('=', StringComparison.Ordinal);
        var isJson = equals > 0 && written[equals - 1] == ':';
        // Values are not quoted in messages: they may be secret.
        var name = equals < 0 ? written : written[..(isJson ? equals - 1 : equals)];
        var path = name.Split('.');
        if (path.Any(part => part.Trim().Length == 0))
            throw new FormatException(
                $"--param {name}: the name is missing or has an empty part. Write NAME=VALUE, NAME:=JSON, NAME or @FILE.");
        if (equals < 0)
            return new ParameterAssignment(path, null) { IsUnseen = true };
        var text = written[(equals + 1)..];
        return new ParameterAssignment(path, isJson ? ParseJson(name, text) : JsonValue.Create(text));
    }

    private static JsonNode? ParseJson(string name, string text)
    {
        try
        {
            return SoundJson.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            throw new FormatException($"--param {name}: what follows := is not JSON.");
        }
    }
}
