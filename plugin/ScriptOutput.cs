using System.Globalization;

namespace DirectoryPlugin;

/// <summary>The <c>key=value</c> lines that a script printed. A key may come more than once.</summary>
internal sealed class ScriptOutput(string script, string stdout)
{
    private readonly List<(string Key, string Value)> _lines =
    [
        .. stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .Where(parts => parts.Length == 2)
            .Select(parts => (parts[0], Unescape(parts[1]))),
    ];

    /// <summary>All values of a key, in order.</summary>
    internal IEnumerable<string> All(string key) => _lines.Where(line => line.Key == key).Select(line => line.Value);

    /// <summary>The value of a key; null when it is missing or empty.</summary>
    internal string? Find(string key) => All(key).FirstOrDefault() is { Length: > 0 } value ? value : null;

    /// <summary>The value of a key that the script always prints.</summary>
    internal string Get(string key) => Find(key) ?? throw new InvalidDataException($"{script}.sh printed no {key}.");

    /// <summary>The number of a key that the script always prints.</summary>
    internal long Number(string key) =>
        ParseNumber(Get(key)) ?? throw new InvalidDataException($"{script}.sh printed {key}={Get(key)}, which is not a number.");

    /// <summary>A number as programs print it, without a sign; null when the text is not a number.</summary>
    internal static long? ParseNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A time as records and snapshots hold it.</summary>
    internal static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>A line as the scripts print it: backslash and newline are escaped.</summary>
    internal static string Line(string key, string value) => $"{key}={Escape(value)}";

    /// <summary>A list for the scripts' function <c>list</c>: an item is a line, in which backslash and newline are escaped.</summary>
    internal static string List(IEnumerable<string> items) => string.Join('\n', items.Select(Escape));

    /// <summary>An item of such a list.</summary>
    internal static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    // The scripts escape backslash and newline.
    private static string Unescape(string value) =>
        string.Join('\\', value.Split("\\\\").Select(part => part.Replace("\\n", "\n", StringComparison.Ordinal)));
}
