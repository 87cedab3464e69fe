using System.Text.Json;
using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Runtime;

/// <summary>Refuses numbers that a double cannot hold: they would silently become infinite.</summary>
internal sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw new JsonException("The value is not a number that a double holds.");

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (!double.IsFinite(value))
            throw new JsonException("Infinite numbers, and what is not a number, cannot be written as JSON.");
        writer.WriteNumberValue(value);
    }
}
