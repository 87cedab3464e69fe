using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Delphix.Virtualization.Runtime;

/// <summary>Reads whole numbers as draft-07 means them: <c>1.0</c> and <c>1e2</c> are ones too.</summary>
/// <typeparam name="T">The type of the property.</typeparam>
internal sealed class WholeNumberConverter<T> : JsonConverter<T>
    where T : struct, IBinaryInteger<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number) && decimal.Truncate(number) == number)
        {
            try
            {
                return T.CreateChecked(number);
            }
            catch (OverflowException e)
            {
                throw new JsonException($"The number is too large or too small for {typeof(T).Name}.", e);
            }
        }

        throw new JsonException("The value is not a whole number.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(long.CreateChecked(value));
}
