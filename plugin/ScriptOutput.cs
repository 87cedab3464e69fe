using System.Globalization;
using Microsoft.Extensions.Logging;

namespace DirectoryPlugin;

/// <summary>The <c>key=value</c> lines that a script printed. A key may come more than once.</summary>
internal sealed class ScriptOutput(string script, string stdout)
{
    private readonly List<(string Key, string Value)> _lines =
        [.. stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).Select(parts => (parts[0], Unescape(parts[1])))];

    /// <summary>All values of a key, in order.</summary>
    internal IEnumerable<string> All(string key) => _lines.Where(line => line.Key == key).Select(line => line.Value);

    /// <summary>The value of a key; null when it is missing or empty.</summary>
    internal string? Find(string key) => All(key).FirstOrDefault() is { Length: > 0 } value ? value : null;

    /// <summary>The value of a key that the script always prints.</summary>
    internal string Get(string key) => Find(key) ?? throw new InvalidDataException($"{script}.sh printed no {key}.");

    /// <summary>The number of a key that the script always prints.</summary>
    internal long Number(string key) =>
        long.TryParse(Get(key), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"{script}.sh printed {key}={Get(key)}, which is not a number.");

    /// <summary>What the script warns of, which is logged too; null when there is nothing.</summary>
    internal List<string>? Warnings(ILogger logger)
    {
        var warnings = All("warning").ToList();
        foreach (var warning in warnings)
            logger.LogWarning("{Warning}", warning);
        return warnings.Count > 0 ? warnings : null;
    }

    /// <summary>A line as the scripts print it: backslash and newline are escaped.</summary>
    internal static string Line(string key, string value) =>
        $"{key}={value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}";

    // The scripts escape backslash and newline.
    private static string Unescape(string value) =>
        string.Join('\\', value.Split("\\\\").Select(part => part.Replace("\\n", "\n", StringComparison.Ordinal)));
}
