using System.Text.Json;

namespace DirectoryPlugin.Tests.Support;

/// <summary>
/// A snapshot's definition as lines, "name=value", those that most tests do not look at at the end; a list is a line for each of its items.
/// </summary>
internal static class RecordText
{
    private static readonly string[] Last = ["rootFingerprint", "hasAbsoluteSymlinks", "warnings"];

    public static string Of(SnapshotDefinition snapshot)
    {
        var lines = JsonSerializer.SerializeToElement(snapshot).EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null)
            .OrderBy(property => Array.IndexOf(Last, property.Name))
            .SelectMany(property => property.Value.ValueKind == JsonValueKind.Array
                ? property.Value.EnumerateArray().Select(item => $"{property.Name.TrimEnd('s')}={item}")
                : [$"{property.Name}={property.Value}"]);
        return string.Concat(lines.Select(line => line.ReplaceLineEndings("\\n") + "\n"));
    }
}
