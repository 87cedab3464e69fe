using System.Text.Json;

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
}
