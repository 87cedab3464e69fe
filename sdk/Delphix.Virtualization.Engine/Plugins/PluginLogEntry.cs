using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>One message in a plugin's log.</summary>
/// <param name="Time">When it was written.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Job">The reference of the job that it is about; null outside a job.</param>
/// <param name="Operation">The operation that ran; null for none.</param>
/// <param name="Subject">The name of the object that the operation worked on; null for none.</param>
/// <param name="Category">The class that wrote it.</param>
/// <param name="Message">What it says, in one line or more.</param>
public sealed partial record PluginLogEntry(
    DateTimeOffset Time, LogLevel Level, string? Job, string? Operation, string? Subject, string Category, string Message)
{
    // A line that begins like this continues the message of the line before.
    private const string Indent = "    ";

    /// <summary>It as the log has it; a message of several lines is indented from its second line on.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {Level} {Job ?? "-"} {Operation ?? "-"} "
            + $"[{InLine(Subject)}] {Word(Category)}: {Message.ReplaceLineEndings("\n" + Indent)}\n");

    /// <summary>Reads entries from a part of a log that begins and ends with whole ones.</summary>
    internal static IEnumerable<PluginLogEntry> Parse(string text)
    {
        PluginLogEntry? entry = null;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // A log that was damaged may have a time that never was.
            if (Line().Match(line) is not { Success: true } match
                || !DateTimeOffset.TryParse(match.Groups["time"].Value, CultureInfo.InvariantCulture, out var time))
            {
                var more = line.StartsWith(Indent, StringComparison.Ordinal) ? line[Indent.Length..] : line;
                if (entry is not null)
                    entry = entry with { Message = $"{entry.Message}\n{more}" };
                continue;
            }

            if (entry is not null)
                yield return entry;
            entry = new PluginLogEntry(
                time,
                Enum.Parse<LogLevel>(match.Groups["level"].Value),
                Named("job"),
                Named("operation"),
                Named("subject"),
                match.Groups["category"].Value,
                match.Groups["message"].Value);

            string? Named(string group) => match.Groups[group].Value is "-" ? null : match.Groups[group].Value;
        }

        if (entry is not null)
            yield return entry;
    }

    // Names may come from a host, and categories from a plugin: neither begins a line, nor ends what it stands in.
    private static string InLine(string? subject) =>
        subject?.ReplaceLineEndings(" ").Replace("] ", "]", StringComparison.Ordinal) ?? "-";

    private static string Word(string category) =>
        string.Join('_', category.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } word ? word : "-";

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\dT[\d:.]{12}Z) (?<level>Trace|Debug|Information|Warning|Error|Critical) (?<job>\S+) "
        + @"(?<operation>\S+) \[(?<subject>.*?)\] (?<category>.+?): (?<message>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
