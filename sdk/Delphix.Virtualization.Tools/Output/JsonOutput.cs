using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>Writes JSON documents for scripts.</summary>
internal static class JsonOutput
{
    /// <summary>How a document is written in one line.</summary>
    internal static JsonSerializerOptions OneLine { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static void Write(JsonNode document, TextWriter writer)
    {
        using var buffer = new MemoryStream();
        // Names in any script stay readable: the document never becomes part of a web page.
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
            document.WriteTo(json);
        writer.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    /// <summary>A time as scripts read it: UTC, ISO 8601, for example <c>2026-01-31T12:00:00.000Z</c>.</summary>
    internal static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A state as the platform writes it, for example <c>ENABLED</c>.</summary>
    internal static string State(Enum state) => state.ToString().ToUpperInvariant();
}
