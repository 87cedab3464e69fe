using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Tools.Parameters;

/// <summary>
/// The values of an object's parameters, from all <c>--param</c>s of a command line: <c>@FILE</c> reads a JSON object, <c>NAME=TEXT</c>
/// sets text that the engine reads as what the plugin's schema takes, <c>NAME:=JSON</c> sets a value as it is, <c>NAME</c> alone sets text
/// that is not on the command line. Named values go before those of files, and later files before earlier ones.
/// </summary>
internal sealed class ParameterValues
{
    private readonly List<string> _files = [];
    private readonly List<ParameterAssignment> _assignments = [];

    private ParameterValues()
    {
    }

    /// <summary>Reads what was written. No file is opened yet.</summary>
    /// <exception cref="FormatException">Something is not written as it must be; the message says what.</exception>
    internal static ParameterValues Parse(IEnumerable<string> written)
    {
        var values = new ParameterValues();
        foreach (var item in written)
        {
            if (item is "@")
                throw new FormatException("--param @: the name of the file is missing.");
            if (item.StartsWith('@'))
                values._files.Add(item[1..]);
            else
                values.Add(ParameterAssignment.Parse(item));
        }

        return values;
    }

    /// <summary>Puts all values together.</summary>
    /// <param name="unseen">Reads what is not on the command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">A file, or standard input, cannot be used.</exception>
    internal async Task<JsonObject> ReadAsync(UnseenInput unseen, CancellationToken cancellationToken)
    {
        var result = new JsonObject();
        foreach (var file in _files)
        {
            foreach (var (name, value) in await ReadFileAsync(file, cancellationToken))
                result[name] = value?.DeepClone();
        }

        foreach (var assignment in _assignments)
            Set(
                result, assignment.Path,
                assignment.IsUnseen
                    ? await unseen.ReadAsync(assignment.Name, $"--param {assignment.Name}", cancellationToken)
                    : assignment.Value?.DeepClone());
        return result;
    }

    private void Add(ParameterAssignment added)
    {
        foreach (var known in _assignments)
        {
            var shared = Math.Min(known.Path.Count, added.Path.Count);
            if (known.Path.Take(shared).SequenceEqual(added.Path.Take(shared)))
            {
                throw new FormatException(known.Path.Count == added.Path.Count
                    ? $"--param {added.Name} is given twice."
                    : $"--param {known.Name} and --param {added.Name} exclude each other: one is inside the other.");
            }
        }

        _assignments.Add(added);
    }

    private static void Set(JsonObject values, IReadOnlyList<string> path, JsonNode? value)
    {
        foreach (var name in path.SkipLast(1))
        {
            // What a file says there, if it is not an object, gives way to the named value.
            if (values[name] is not JsonObject inner)
                values[name] = inner = [];
            values = inner;
        }

        values[path[^1]] = value;
    }

    /// <summary>Reads a file that has values.</summary>
    /// <exception cref="UserException">It cannot be read, or holds something else than a JSON object.</exception>
    internal static async Task<JsonObject> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken);
            return SoundJson.Parse(Encoding.UTF8.GetBytes(text)) as JsonObject
                ?? throw new UserException(
                    $"{path} does not hold a JSON object.", "Write the parameters as one object: { \"name\": \"value\" }", "");
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $" (line {line + 1}, position {e.BytePositionInLine + 1})" : "";
            throw new UserException($"{path} is not valid JSON{place}.", "Correct the file, then run the command again.", e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path} cannot be read.", "Name a JSON file that you can read.", e.Message, e);
        }
    }
}
