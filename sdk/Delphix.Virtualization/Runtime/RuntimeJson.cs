using System.Text.Json;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Runtime;

/// <summary>How platform classes and generated definitions are read and written.</summary>
internal static class RuntimeJson
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new WholeNumberConverter<int>(), new WholeNumberConverter<long>(), new FiniteNumberConverter() },
    };

    /// <summary>Reads an object.</summary>
    /// <exception cref="JsonException">It is not one of the type.</exception>
    internal static object Read(JsonObject json, Type type) => QuickJson.TryRead(json, type) ?? json.Deserialize(type, Options)!;

    /// <summary>Writes an object.</summary>
    /// <exception cref="JsonException">It cannot be written.</exception>
    internal static JsonNode? Write(object? value) =>
        value is null ? null : QuickJson.TryWrite(value) ?? JsonSerializer.SerializeToNode(value, value.GetType(), Options);
}
