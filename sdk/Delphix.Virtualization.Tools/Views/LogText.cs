using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>Messages of plugins' logs, for people and for scripts.</summary>
internal static class LogText
{
    /// <summary>A message in a line, or in several that are indented from the second on.</summary>
    internal static string Of(PluginLogEntry entry, TimeZoneInfo zone)
    {
        var time = TimeZoneInfo.ConvertTime(entry.Time, zone).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        string?[] about = [entry.Job, entry.Operation, entry.Subject];
        var parts = string.Join("  ", about.Where(part => part is not null));
        return $"{time}  {entry.Level,-11}  {(parts.Length == 0 ? "" : $"{parts}  ")}{entry.Message.ReplaceLineEndings("\n    ")}";
    }

    internal static JsonObject ToJson(string plugin, PluginLogEntry entry) => new()
    {
        ["time"] = JsonOutput.Time(entry.Time),
        ["level"] = JsonOutput.State(entry.Level),
        ["plugin"] = plugin,
        ["job"] = entry.Job,
        ["operation"] = entry.Operation,
        ["subject"] = entry.Subject,
        ["category"] = entry.Category,
        ["message"] = entry.Message,
    };
}
